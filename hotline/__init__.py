"""What happens to a citizen's message: people, city, messages, follow-ups, clocks, deliveries."""
