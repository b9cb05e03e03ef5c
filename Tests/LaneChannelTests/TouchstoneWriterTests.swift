// What is written reads back: bit for bit with all digits, and to the digits that were asked for.

import Foundation
import LaneNumerics
import LaneParameters
import Testing

@testable import LaneChannel

private func network(ports: Int, points: Int = 9, references: [Double]? = nil) throws -> Network {
  var random = Sequence64(state: UInt64(ports))
  func uniform() -> Double { Double(random.next() >> 11) / Double(1 << 53) * 2 - 1 }
  return try Network(
    frequenciesHz: (0..<points).map { Double($0) * 1.1e8 / 3 }, portCount: ports,
    s: (0..<points * ports * ports * 2).map { $0 == 3 ? 1e-300 : uniform() / 2 },
    impedances: (references ?? Array(repeating: 50, count: ports)).map { Complex($0) })
}

private func back(_ network: Network, _ style: Touchstone.Style, noise: [Touchstone.Noise] = [])
  throws -> Touchstone
{
  let text = String(
    decoding: try Touchstone.text(network, noise: noise, style: style), as: UTF8.self)
  return try Touchstone.parse(text, name: "x.s\(network.portCount)p")
}

@Test(arguments: [1, 2, 3, 4, 5, 16])
func everyNumberComesBack(ports: Int) throws {
  for version in [nil] + Touchstone.Version.allCases.map({ $0 }) {
    for unit in Touchstone.Unit.allCases {
      var style = Touchstone.Style()
      style.version = version
      style.unit = unit
      style.comments = ["two\nlines", "! more"]
      let before = try network(ports: ports)
      let after = try back(before, style)
      #expect(after.network == before)
      #expect(after.unit == unit)
      #expect(after.notes.isEmpty)
    }
  }
}

@Test func referencesOfTheirOwnNeedVersion11() throws {
  let before = try network(ports: 3, references: [50, 75.5, 0.1])
  for version in [nil, Touchstone.Version.v11, .v20, .v21] {
    var style = Touchstone.Style()
    style.version = version
    let after = try back(before, style)
    #expect(after.network == before)
    #expect(after.version == version ?? .v11)
  }
  var style = Touchstone.Style()
  style.version = .v10
  #expect(throws: LightlaneError.self) { try back(before, style) }
}

@Test func everyParameterAndFormatComesBack() throws {
  for ports in [1, 2, 3] {
    let before = try network(ports: ports, references: [50, 20, 75].prefix(ports).map { $0 })
    for version in [Touchstone.Version.v11, .v20] where ports > 1 || version == .v20 {
      for parameter in Touchstone.Parameter.allCases {
        for format in Touchstone.Format.allCases {
          var style = Touchstone.Style()
          (style.version, style.parameter, style.format) = (version, parameter, format)
          if ports != 2, parameter == .hybrid || parameter == .inverseHybrid {
            #expect(throws: LightlaneError.self) { try back(before, style) }
            continue
          }
          let after = try back(before, style)
          #expect(after.parameter == parameter && after.format == format)
          #expect(after.network.impedances == before.impedances)
          for (a, b) in zip(after.network.s, before.s) { #expect(abs(a - b) < 1e-12) }
        }
      }
    }
  }
}

@Test func digitsAreThoseAskedFor() throws {
  let one = try Network(
    frequenciesHz: [1.5e9], portCount: 1, s: [0.123456789, -2.0 / 3], impedances: [Complex(50)])
  var style = Touchstone.Style()
  style.unit = .gigahertz
  style.digits = 4
  let text = String(decoding: try Touchstone.text(one, style: style), as: UTF8.self)
  #expect(text == "# GHz S RI R 50\n1.5 1.235e-01 -6.667e-01\n")
  style.digits = 18
  #expect(throws: LightlaneError.self) { try Touchstone.text(one, style: style) }
}

@Test func noiseComesBack() throws {
  let noise = [
    Touchstone.Noise(
      frequencyHz: 1e6, minimumFigureDb: 0.5, optimumReflection: Complex(0.25, 0.5), resistance: 19),
    Touchstone.Noise(
      frequencyHz: 2.5e8, minimumFigureDb: 1, optimumReflection: Complex(-0.5), resistance: 3.25),
  ]
  for version in [Touchstone.Version.v10, .v20] {
    var style = Touchstone.Style()
    style.version = version
    let after = try back(try network(ports: 2), style, noise: noise).noise
    #expect(after.count == 2)
    for (a, b) in zip(after, noise) {
      #expect(a.frequencyHz == b.frequencyHz && a.minimumFigureDb == b.minimumFigureDb)
      #expect((a.optimumReflection - b.optimumReflection).magnitude < 1e-15)
      #expect(abs(a.resistance - b.resistance) < 1e-14)
    }
  }
  #expect(throws: LightlaneError.self) {
    try Touchstone.text(try network(ports: 3), noise: noise)
  }
}

@Test func filesAreWritten() throws {
  let folder = FileManager.default.temporaryDirectory
  let path = folder.appendingPathComponent("lightlane-\(UUID().uuidString).s4p").path
  defer { try? FileManager.default.removeItem(atPath: path) }
  // More than a piece of text.
  let before = try network(ports: 4, points: 5000)
  try Touchstone.write(before, path: path)
  #expect(try Touchstone.read(path: path).network == before)
  func status(_ network: Network, _ path: String) -> Status? {
    do {
      try Touchstone.write(network, path: path)
      return nil
    } catch {
      return error.status
    }
  }
  #expect(status(before, "/nonexistent/x.s4p") == .file)
  #expect(status(before, path.replacingOccurrences(of: "s4p", with: "s2p")) == .contradiction)
  #expect(status(before, "/dev/full") == .file)
  let complex = try Network(
    frequenciesHz: [1], portCount: 1, s: [0, 0], impedances: [Complex(50, 1)])
  #expect(status(complex, path.replacingOccurrences(of: "s4p", with: "s1p")) == .notApplicable)
}
