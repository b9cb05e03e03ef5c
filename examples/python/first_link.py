"""The first ten lines: one link, one sweep, one comparison."""

import numpy as np

import lightlane

link = lightlane.Link("lpo", fiber_length_m=500)
print(link.evaluate("ber", "margin_db", "power_io_w", "latency_ns"))

sweep = link.evaluate("margin_db", host_tx_channel_loss_db=np.linspace(6, 20, 8))
print(sweep["margin_db"].round(2))

print(lightlane.compare(["dsp", "lpo", "cpo_a"], fiber_length_m=500))
