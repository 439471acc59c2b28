"""What becomes of incidents."""

from hotline.incidents.merging import merge as merge
from hotline.incidents.splitting import split as split
