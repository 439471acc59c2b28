"""Everything that becomes of annotations."""

from policy_board.annotations.drafting import save_draft as save_draft
from policy_board.annotations.drafting import save_reply_draft as save_reply_draft
from policy_board.annotations.noting import Note as Note
from policy_board.annotations.noting import annotate as annotate
from policy_board.annotations.noting import edit as edit
from policy_board.annotations.placing import leave as leave
from policy_board.annotations.placing import place as place
from policy_board.annotations.placing import reanchor as reanchor
from policy_board.annotations.threads import answer as answer
from policy_board.annotations.threads import assign as assign
from policy_board.annotations.threads import reopen as reopen
from policy_board.annotations.threads import reply as reply
from policy_board.annotations.threads import settle as settle
