"""The script of the callers' forms, run by node as it is served."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVED = ROOT / "src/waystation/hotline/static/hotline"
_RUN = """
require("vm").runInThisContext(require("fs").readFileSync(process.argv[1], "utf8"));
(async () => {
  const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
  console.log(JSON.stringify(await (%s)(given)));
})();
"""
SEAL = """async ({key, form, told, file}) => {
  const w = waystation, [k, f] = [w.fromBase64(key), w.fromBase64(form)];
  const chosen = new File([w.fromBase64(file)], "мой паспорт.jpg", {type: "image/jpeg"});
  const [list, contents] = await w.sealFiles(k, f, [chosen]);
  return {message: w.toBase64(await w.sealMessage(k, f, told)), list: w.toBase64(list), file: w.toBase64(contents[0])};
}"""
OPEN = """async ({seed, info, sealed}) => {
  const w = waystation, raw = w.fromBase64(sealed);
  const recipientKey = await w.suite.kem.deserializePrivateKey(w.fromBase64(seed));
  const [enc, ct] = [raw.slice(1, 1121), raw.slice(1121)];
  try {
    return w.toBase64(new Uint8Array(await w.suite.open({recipientKey, enc, info: w.fromBase64(info)}, ct)));
  } catch { return "refused"; }
}"""
SIZES = "sizes => sizes.map(waystation.paddedSize)"


def need_node(program: str = "node") -> str:
    """Skips where there is no node; in CI that is a failure."""
    found = shutil.which(program)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"there is no {program}")
    return found or pytest.skip(f"there is no {program}")


def in_node(function: str, given: Any) -> Any:
    """What a JavaScript function makes of this, beside the script."""
    line = [need_node(), "-e", _RUN % function, str(SERVED / "seal.js")]
    done = subprocess.run(line, input=json.dumps(given), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
