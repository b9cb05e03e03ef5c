// Hybrid parameters of two-ports, as old transistor data have them.

import LaneNumerics
import LaneParameters

extension Network {
  /// A two-port of hybrid parameters, (v1, i2) from (i1, v2), or of the inverse ones, (i1, v2) from
  /// (v1, i2), in ohm and siemens.
  init(
    hybridParameters h: [Double], isInverse: Bool, frequenciesHz: [Double], impedances: [Complex]
  ) throws(LightlaneError) {
    let raw = try Network(
      frequenciesHz: frequenciesHz, portCount: 2, s: h, impedances: impedances)
    // Port 2 gives and takes the other way round than port 1.
    let waves = impedances.map { PortMap.waves(.power, $0) }
    let exchanged = waves.map { $0.after(.exchange) }
    let maps = isInverse ? [waves[0], exchanged[1]] : [exchanged[0], waves[1]]
    let (values, isFinite) = FractionalMap.apply(maps, to: h, points: raw.pointCount)
    if !isFinite { throw raw.unanswerable(values, "scattering parameters") }
    self.init(checked: frequenciesHz, portCount: 2, s: values, impedances: impedances)
  }
}
