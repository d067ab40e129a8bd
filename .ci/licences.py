"""Every package that the lock file can bring in has a licence that .ci/deny.toml allows."""

import json
import re
import subprocess
import sys
import tomllib

allowed = set(tomllib.load(open(".ci/deny.toml", "rb"))["licenses"]["allow"])
metadata = json.loads(subprocess.check_output(["cargo", "metadata", "--format-version", "1", "--locked"]))


def passes(expression: str) -> bool:
    """True when some choice of an SPDX expression stands wholly in the list."""
    expression = expression.replace("/", " OR ")
    tokens = re.findall(r"\(|\)|AND|OR|[^\s()]+(?:\s+WITH\s+[^\s()]+)?", expression)
    python = " ".join(
        {"AND": "and", "OR": "or", "(": "(", ")": ")"}.get(token, str(re.sub(r"\s+", " ", token) in allowed))
        for token in tokens
    )
    return bool(eval(python))  # only names of operators and True/False are left in it


bad = [
    f"{package['name']} {package['version']}: {package.get('license')}"
    for package in metadata["packages"]
    if not passes(package.get("license") or "none")
]
print(f"{len(metadata['packages'])} packages, {len(bad)} with a licence that is not allowed")
sys.exit("\n".join(bad) if bad else 0)
