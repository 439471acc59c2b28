"""What can be done with people: their accounts, their sessions and tokens."""

from hotline.people.accounts import add_person as add_person
from hotline.people.accounts import deactivate as deactivate
from hotline.people.accounts import grant as grant
from hotline.people.accounts import person_of as person_of
from hotline.people.accounts import revoke_role as revoke_role
from hotline.people.accounts import set_contact as set_contact
from hotline.people.accounts import set_password as set_password
from hotline.people.own_account import OwnSession as OwnSession
from hotline.people.own_account import change_password as change_password
from hotline.people.own_account import end_sessions as end_sessions
from hotline.people.own_account import sessions as sessions
from hotline.people.signing_in import SignedIn as SignedIn
from hotline.people.signing_in import forget_old_sessions as forget_old_sessions
from hotline.people.signing_in import sign_in as sign_in
from hotline.people.signing_in import sign_out as sign_out
from hotline.people.throttling import forget_old_tries as forget_old_tries
from hotline.people.tokens import CreatedToken as CreatedToken
from hotline.people.tokens import Token as Token
from hotline.people.tokens import create_token as create_token
from hotline.people.tokens import revoke_token as revoke_token
from hotline.people.tokens import tokens as tokens
