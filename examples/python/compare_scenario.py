"""A scenario file in a notebook: compare its designs, change one thing, repeat over reaches."""

import sys
from pathlib import Path

import lightlane

ROW = Path(__file__).parents[1] / "scenarios" / "row.toml"


def main(path: str | Path = ROW) -> None:
    """Print a scenario's comparison, then how its margins depend on the reach."""
    scenario = lightlane.Scenario.load(path)
    print(scenario.title)
    print(lightlane.compare(scenario=scenario))

    print("\nwith every other connector cleaned away")
    print(lightlane.compare(None, ["margin_db"], scenario=scenario, connectors=2))

    print("\nby reach")
    reach = lightlane.compare(
        None, ["margin_db"], scenario=scenario, across={"fiber_length_m": [10, 100, 2000]}
    )
    for row, values in reach.items():
        length_m = reach.settings[row]["fiber_length_m"]
        margin_db = values["margin_db"]
        answered = reach.reason(row) or f"{margin_db:.2f} dB"
        print(f"{reach.designs[row]:20} {length_m:6.0f} m  {answered}")


if __name__ == "__main__":
    main(*sys.argv[1:])
