// Channels made of COM's own line model, for tests that need one without a file.

import LaneChannel
import LaneNumerics
import LaneParameters
import LaneSignal
import Testing

@testable import LaneEvaluation

/// A pair of lines with steps of impedance at its ends, from DC or from a first frequency on.
func channel(
  lengthMm: Double, lossScale: Double = 1, firstHz: Double = 0, lastHz: Double = 60e9,
  stepHz: Double = 20e6, skewSeconds: Double = 0.4e-12, coupling: Double = 1
) throws -> Network {
  let count = Int(((lastHz - firstHz) / stepHz).rounded()) + 1
  let hertz = (0..<count).map { firstHz + Double($0) * stepHz }
  func mode(_ impedance: Double, _ f: Double) -> TwoPort {
    func line(_ ohm: Double, _ mm: Double) -> TwoPort {
      ModelLine(
        gamma0: 0, a1: 3e-4 * lossScale, a2: 6e-5 * lossScale, tau: 6e-3, impedance: ohm,
        lengthMm: mm
      ).twoPort(hertz: f, ohm: 50)
    }
    return line(impedance - 6, 8).followed(by: line(impedance, lengthMm))
      .followed(by: line(impedance - 9, 10))
  }
  var s: [Double] = []
  for f in hertz {
    let (odd, even) = (mode(97, f), mode(104, f))
    // Ports 1 and 3 at one end, 2 and 4 at the other.
    let ends = [0, 1, 0, 1]
    let turn = Complex(magnitude: 1, angle: -2 * .pi * f * skewSeconds)
    for row in 0..<4 {
      for column in 0..<4 {
        func pick(_ m: TwoPort) -> Complex {
          switch (ends[row], ends[column]) {
          case (0, 0): m.s11
          case (0, 1): m.s12
          case (1, 0): m.s21
          default: m.s22
          }
        }
        let same = (row < 2) == (column < 2)
        var value = 0.5 * (pick(even) + (same ? 1 : -1) * pick(odd))
        if row == 1 { value *= turn }
        if column == 1 { value *= turn }
        let through = ends[row] != ends[column]
        value = through ? coupling * value : value
        s += [value.real, value.imaginary]
      }
    }
  }
  return try Network(
    frequenciesHz: hertz, portCount: 4, s: s,
    impedances: [Complex](repeating: Complex(50), count: 4))
}

/// Settings of the 100GBASE-KR preset with a small grid.
func smallSettings(_ changes: [(String, String)] = []) throws -> Settings {
  let group = try #require(SettingsGroup.with(id: Com.group))
  var settings = try Settings(preset: Com.Preset.rate100GbaseKr)
  let grid = [
    ("c(-3)", "[-0.04 0]"), ("c(-2)", "[0 0.04]"), ("c(-1)", "[-0.2:0.1:0]"), ("c(1)", "[-0.1 0]"),
    ("g_DC", "[-12:6:0]"), ("g_DC_HP", "[-4 0]"), ("search", "exhaustive"),
  ]
  for (name, text) in grid + changes {
    try settings.set(try #require(group.setting(named: name)), text: text)
  }
  return settings
}

func com(_ scalars: [(id: Int32, value: Double)], _ id: Int32) -> Double? {
  scalars.first { $0.id == id }?.value
}
