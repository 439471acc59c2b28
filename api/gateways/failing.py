"""How a gateway says that something did not leave."""


class GatewayFailed(Exception):
    """The receiver did not confirm; whether it has it is unknown, so it is tried again. The text is for the
    operations page: a word or two, never a number, an address or a key."""


class RefusedForGood(GatewayFailed):
    """The receiver says that this one can never be taken: the number is none, the mailbox is not there."""
