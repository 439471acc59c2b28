"""What the council makes of messages: dossiers, bundles, agenda, minutes, resolutions.

Empty until the first of them arrives; the room stands so that its place in the stack is already checked.
"""
