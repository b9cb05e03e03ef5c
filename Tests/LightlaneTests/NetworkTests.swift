// Networks through the umbrella alone.

import Lightlane
import Testing

@Test func aSwiftAppReadsAndJoinsNetworks() throws {
  let half = try Touchstone.parse(
    "# GHz S RI R 50\n1 0 0 0.5 0 0.5 0 0 0\n2 0 0 0.25 0 0.25 0 0 0\n", name: "half.s2p"
  ).network
  let both = try half.cascaded(with: half)
  #expect(both[0, 1, 0] == Complex(0.25) && both[1, 1, 0] == Complex(0.0625))
  #expect(both.quality().passivityPercent == 100)
  let mixed = try half.mixedMode(pairs: [(positive: 0, negative: 1)])
  #expect(mixed.impedances == [Complex(100), Complex(25)])
  #expect(throws: LightlaneError.self) { try Touchstone.read(path: "/nonexistent.s2p") }
}
