"""What a run against a real moto must show, and which of its deviations it must find."""

import json
import sys

report = json.load(open(sys.argv[1]))
code = int(sys.argv[2])
totals = report["totals"]
print(totals)
complaints = []
if code != 1 or report["exit"] != 1:
    complaints.append(f"exit {code}, expected 1: moto deviates")
if totals["error"]:
    complaints.append(f"{totals['error']} cases ended in error")
for case in report["cases"]:
    if case["id"].startswith("custom_key_store/") and case["verdict"] not in ("unsupported", "blocked"):
        complaints.append(f"{case['id']}: {case['verdict']}, though moto has no custom key stores")
if not totals["pass"]:
    complaints.append("nothing passed")
if not totals["fail"]:
    complaints.append("no deviation was found")
sys.exit("\n".join(complaints) or 0)
