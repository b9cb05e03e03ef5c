"""What the optics of a hundred thousand accelerators come to, architecture by architecture."""

import sys

import lightlane

DESIGNS = {
    "retimed": "dsp",
    "half-retimed": "lro",
    "linear": "lpo",
    "near-package": "npo",
    "co-packaged": "cpo_b",
    "mixed": ["lpo", "lpo", "cpo_b"],
}


def main(accelerators: int = 100_000) -> None:
    """Compare designs with copper in the rack and print what one of them is made of."""
    table = lightlane.compare_fleets(DESIGNS, rack="dac", accelerators=accelerators, draws=1000)
    print(table)
    mixed = table["mixed"]
    print("\nwhat the network of the mixed design draws, W")
    for item, watts in mixed.arrays["network_power_items_w"].items():
        print(f"{item:<40} {watts:12.0f}")
    owned = mixed.arrays["ownership_draws_usd"]
    low, high = owned["5 %"] / 1e6, owned["95 %"] / 1e6
    print(f"\nowned for five years: {low:.0f} to {high:.0f} million dollars, nine draws of ten")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
