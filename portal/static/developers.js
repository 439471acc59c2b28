// GraphiQL, asking as whoever has signed in.
"use strict";

const place = document.getElementById("graphiql");
const fetcher = GraphiQL.createFetcher({ url: "/graphql", headers: { "X-Payesh-CSRF": place.dataset.csrf } });
const defaultQuery = `# Ctrl+Enter runs a query, Ctrl+Space completes it.
{
  viewer { name roles }
  districts { number nameFa nameEn }
}
`;
ReactDOM.createRoot(place).render(React.createElement(GraphiQL, { fetcher, defaultQuery, shouldPersistHeaders: false }));
