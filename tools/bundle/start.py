# -*- coding: utf-8 -*-  # noqa: UP009 - Python 2 asks for it
"""Say that Python 3.11 is needed, or run setting_up.py.

Every Python since 2.7 has to be able to read this file: no annotations, no f-strings, no pathlib.
"""

import os
import runpy
import sys

OLDEST = (3, 11)
BESIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "setting_up.py")  # noqa: PTH100, PTH118, PTH120

if sys.version_info < OLDEST:
    sys.exit(
        "پایتون ۳٫۱۱ یا تازه‌تر لازم است؛ READ-ME.txt را ببینید.\n"
        "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". See READ-ME.txt."
    )
if not os.path.isfile(BESIDE):  # noqa: PTH113
    sys.exit(
        "این بسته کامل نیست: setting_up.py نیست؛ همهٔ بسته را دوباره باز کنید.\n"
        "This bundle is not whole: setting_up.py is missing; unpack all of the bundle again."
    )
runpy.run_path(BESIDE, run_name="__main__")
