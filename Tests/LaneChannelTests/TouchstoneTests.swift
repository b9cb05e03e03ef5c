// Touchstone text of every version against the format's published examples, and text that is wrong.

import Foundation
import GoldenTables
import LaneNumerics
import LaneParameters
import Testing

@testable import LaneChannel

private func near(_ a: Complex, _ b: Complex, _ tolerance: Double = 1e-12) -> Bool {
  (a - b).magnitude <= tolerance
}

private func failure(_ text: String, _ name: String = "x.s2p", ports: Int? = nil) -> LightlaneError?
{
  do {
    _ = try Touchstone.parse(text, name: name, ports: ports)
    return nil
  } catch {
    return error
  }
}

private func entry(_ values: [Double], _ network: Network, _ point: Int, _ row: Int, _ column: Int)
  -> Complex
{
  let place = ((point * network.portCount + row) * network.portCount + column) * 2
  return Complex(values[place], values[place + 1])
}

// MARK: The published examples

private let impedances1 = """
  !one port, impedance in units of 75 ohm
  # MHz Z MA R 75
  100 0.99 -4
  200 0.80 -22
  300 0.707 -45
  400 0.40 -62
  500 0.01 -89
  """
private let impedances2 = """
  [Version] 2.0
  # MHz Z MA
  [Number of Ports] 1
  [Number of Frequencies] 5
  [Reference] 20.0
  [Network Data]
  100 74.25 -4
  200 60 -22
  300 53.025 -45
  400 30 -62
  500 0.75 -89
  [End]
  """

@Test func version1NormalisesImpedancesAndVersion2DoesNot() throws {
  let old = try Touchstone.parse(impedances1, name: "a.s1p").network
  let new = try Touchstone.parse(impedances2, name: "a.ts").network
  #expect(old.impedances == [Complex(75)])
  #expect(new.impedances == [Complex(20)])
  let fromOld = try old.impedanceParameters()
  let fromNew = try new.impedanceParameters()
  for (point, row) in try goldenTable("touchstone_impedances.csv").enumerated() {
    let expected = TouchstoneLayout.polar(row["ohm"]!, degrees: row["degrees"]!)
    #expect(old.frequenciesHz[point] == row["hz"]!)
    #expect(near(entry(fromOld, old, point, 0, 0), expected, 1e-11))
    #expect(near(entry(fromNew, new, point, 0, 0), expected, 1e-11))
  }
  let renormalized = try old.renormalized(to: Complex(20))
  for k in 0..<5 { #expect(near(renormalized[k, 0, 0], new[k, 0, 0])) }
}

private let noise1 = """
  #
  2 .95 -26 3.57 157 .04 76 .66 -14
  22 .60 -144 1.30 40 .14 40 .56 -85
  ! noise
  4 .7 .64 69 .38
  18 2.7 .46 -33 .40
  """
private let noise2 = """
  [Version] 2.0
  #
  [Number of Ports] 2
  [Two-Port Data Order] 21_12
  [Number of Frequencies] 2
  [Number of Noise Frequencies] 2
  [Reference] 50 25.0
  [Network Data]
  2 .95 -26 3.57 157 .04 76 .66 -14
  22 .60 -144 1.30 40 .14 40 .56 -85
  [Noise Data]
  4 .7 .64 69 19
  18 2.7 .46 -33 20
  [End]
  """

@Test func noiseIsInOhmWhateverTheVersion() throws {
  let old = try Touchstone.parse(noise1, name: "a.S2P")
  let new = try Touchstone.parse(noise2)
  #expect(old.network.s == new.network.s)
  #expect(old.network.impedances == [Complex(50), Complex(50)])
  #expect(new.network.impedances == [Complex(50), Complex(25)])
  #expect(old.noise.count == 2)
  for (point, row) in try goldenTable("touchstone_noise.csv").enumerated() {
    for noise in [old.noise[point], new.noise[point]] {
      #expect(noise.frequencyHz == row["hz"]!)
      #expect(noise.minimumFigureDb == row["figure_db"]!)
      #expect(abs(noise.resistance - row["ohm"]!) < 1e-12)
      let gamma = TouchstoneLayout.polar(row["gamma"]!, degrees: row["degrees"]!)
      #expect(near(noise.optimumReflection, gamma))
    }
  }
}

@Test func twoPortsHave21Before12() throws {
  let network = try Touchstone.parse(noise1, name: "a.s2p").network
  #expect(near(network[0, 1, 0], TouchstoneLayout.polar(3.57, degrees: 157)))
  #expect(near(network[0, 0, 1], TouchstoneLayout.polar(0.04, degrees: 76)))
  let swapped = noise2.replacingOccurrences(of: "21_12", with: "12_21")
  let other = try Touchstone.parse(swapped).network
  #expect(near(other[0, 0, 1], TouchstoneLayout.polar(3.57, degrees: 157)))
  // Left out, as version 2.1 allows: the order of version 1, with a note.
  let bare = noise2.replacingOccurrences(of: "[Two-Port Data Order] 21_12\n", with: "")
  let conventional = try Touchstone.parse(bare)
  #expect(conventional.network.s == network.s)
  #expect(conventional.notes.contains { $0.contains("[Two-Port Data Order]") })
}

@Test func hybridParametersAreThoseOfTheirInverse() throws {
  // The same transistor by H and by G, the latter to the six digits that were printed.
  let h = try Touchstone.parse(
    "# kHz H MA R 1\n2 .95 -26 3.57 157 .04 76 .66 -14\n", name: "h.s2p"
  ).network
  let g = try Touchstone.parse(
    "# kHz G MA R 1\n2 1.03818 13.03373 5.61562 4.03729 0.06292 -76.627 1.49435 1.03729\n",
    name: "g.s2p"
  ).network
  // H11 is the input impedance with the output shorted: Z11 − Z12 Z21 / Z22.
  let z = try h.impedanceParameters()
  let shorted =
    entry(z, h, 0, 0, 0) - entry(z, h, 0, 0, 1) * entry(z, h, 0, 1, 0) / entry(z, h, 0, 1, 1)
  #expect(near(shorted, TouchstoneLayout.polar(0.95, degrees: -26)))
  // G11 = 1 / Z11, of the G file itself.
  let zg = try g.impedanceParameters()
  #expect(near(.one / entry(zg, g, 0, 0, 0), TouchstoneLayout.polar(1.03818, degrees: 13.03373)))
  #expect(
    near(
      entry(zg, g, 0, 1, 0) / entry(zg, g, 0, 0, 0),
      TouchstoneLayout.polar(5.61562, degrees: 4.03729)))
}

@Test func hybridReferencesScale() throws {
  // In version 2 the numbers are ohm and siemens, in version 1 units of the references.
  let one = try Touchstone.parse(
    "# Hz H RI R 50 20\n1 0.5 0.1 3 0 0.02 0 0.4 -0.2\n", name: "h.s2p")
  let root = (20.0 / 50).squareRoot()
  let two = try Touchstone.parse(
    """
    [Version] 2.1
    # Hz H RI
    [Number of Ports] 2
    [Number of Frequencies] 1
    [Two-Port Data Order] 21_12
    [Reference] 50 20
    [Network Data]
    1 25 5 \(3 / root) 0 \(0.02 / root) 0 \(0.4 / 20) \(-0.2 / 20)
    [End]
    """)
  #expect(one.version == .v11)
  for k in 0..<4 { #expect(near(one.network[0, k / 2, k % 2], two.network[0, k / 2, k % 2])) }
}

private let fourPort = """
  # GHz S MA R 50
  5.00000 0.60 161.24 0.40 -42.20 0.42 -66.58 0.53 -79.34 !row 1
   0.40 -42.20 0.60 161.20 0.53 -79.34 0.42 -66.58 !row 2
   0.42 -66.58 0.53 -79.34 0.60 161.24 0.40 -42.20 !row 3
   0.53 -79.34 0.42 -66.58 0.40 -42.20 0.60 161.24 !row 4
  """

@Test func halfAMatrixIsTheWhole() throws {
  let full = try Touchstone.parse(fourPort, name: "a.s4p").network
  let head = """
    [Version] 2.0
    # GHz S MA R 50
    [Number of Ports] 4
    [Number of Frequencies] 1
    [Reference] 50 75
    0.01 0.01
    [Matrix Format]
    """
  let lower = try Touchstone.parse(
    head
      + """
       Lower
      [Network Data]
      5.00000 0.60 161.24
       0.40 -42.20 0.60 161.20
       0.42 -66.58 0.53 -79.34 0.60 161.24
       0.53 -79.34 0.42 -66.58 0.40 -42.20 0.60 161.24
      [End]
      """
  ).network
  let upper = try Touchstone.parse(
    head
      + """
       Upper
      [Network Data]
      5.00000 0.60 161.24 0.40 -42.20 0.42 -66.58 0.53 -79.34
       0.60 161.20 0.53 -79.34 0.42 -66.58
       0.60 161.24 0.40 -42.20
       0.60 161.24
      [End]
      """
  ).network
  #expect(lower.s == full.s)
  #expect(upper.s == full.s)
  #expect(lower.impedances == [50, 75, 0.01, 0.01].map { Complex($0) })
  #expect(full[0, 3, 0] == TouchstoneLayout.polar(0.53, degrees: -79.34))
}

@Test func theOptionLineTakesAReferenceForEachPort() throws {
  let text = fourPort.replacingOccurrences(of: "R 50", with: "R 0.01 0.01 50.0 50.0")
  let file = try Touchstone.parse(text, name: "a.s4p")
  #expect(file.version == .v11)
  #expect(file.network.impedances == [0.01, 0.01, 50, 50].map { Complex($0) })
}

@Test func mixedModeBecomesSingleEnded() throws {
  let file = try Touchstone.parse(
    """
    [Version] 2.0
    # MHz S RI R 50
    [Number of Ports] 6
    [Number of Frequencies] 1
    [Reference] 50 75 75 50 0.01 0.01
    [Mixed-Mode Order] D2,3 D6,5 C2,3 C6,5 S4 S1
    [Network Data]
    5.00 8.0 9.0 2.0 -1.0 3.0 -2.0 1.0 3.0 1.0 0.1 0.2 -0.2
     2.0 -1.0 7.0 7.0 1.8 -2.0 -1.0 -1.0 -0.5 0.5 0.2 -0.1
     3.0 -2.0 1.8 -2.0 5.8 6.0 1.2 0.8 0.9 0.7 0.3 -0.5
     1.0 3.0 -1.0 -1.0 1.2 0.8 6.3 8.0 2.0 -0.5 1.5 0.6
     1.0 0.1 -0.5 0.5 0.9 0.7 2.0 -0.5 4.7 -6.0 -1.0 2.0
     0.2 -0.2 0.2 -0.1 0.3 -0.5 1.5 0.6 -1.0 2.0 5.5 -7.0
    [End]
    """)
  let network = file.network
  #expect(network.impedances == [50, 75, 75, 50, 0.01, 0.01].map { Complex($0) })
  #expect(file.modes == ["D2,3", "D6,5", "C2,3", "C6,5", "S4", "S1"])
  // S22 = (Sdd + Sdc + Scd + Scc) / 2 of the pair 2,3; S41 stands alone.
  #expect(near(network[0, 1, 1], 0.5 * Complex(8 + 3 + 3 + 5.8, 9 - 2 - 2 + 6)))
  #expect(near(network[0, 1, 2], 0.5 * Complex(-8 + 3 - 3 + 5.8, -9 - 2 + 2 + 6)))
  #expect(near(network[0, 3, 0], Complex(-1, 2)))
  // S6,4 = (Sd(6,5),4 + Sc(6,5),4)/√2.
  #expect(near(network[0, 5, 3], 0.5.squareRoot() * Complex(-0.5 + 2, 0.5 - 0.5)))
  let back = try network.mixedMode(pairs: [(1, 2), (5, 4)])
  #expect(near(back[0, 0, 0], Complex(8, 9), 1e-13))
  #expect(near(back[0, 0, 2], Complex(3, -2), 1e-13))
  #expect(back.impedances[0] == Complex(150))
  #expect(back.impedances[2] == Complex(37.5))
}

// MARK: Spelling

@Test func spellingVaries() throws {
  let plain = try Touchstone.parse("# Hz S RI R 50\n1 0.25 -0.5\n2 0.125 1\n", name: "a.s1p")
  for text in [
    "# ri\tr 50 hz S\r\n1 0.25\t-0.5\r\n2 .125 1.\r\n",
    "\u{FEFF}! c\n\n#Hz S RI R 50 ! comment\n 1 2.5d-1 -5E-1!x\n\n! y\n 2 +1.25D-01 1",
    "# HZ RI\r1 0.25 -0.5\r2 0.125 1\r",
    "# Hz S RI R 50\n# GHz Z MA R 75\n1\n0.25\n-0.5\n2 0.125\n\t1\n",
  ] {
    let file = try Touchstone.parse(text, name: "a.s1p")
    #expect(file.network == plain.network, "\(text)")
  }
  let bare = try Touchstone.parse("#\n1 0.5 90\n", name: "a.s1p")
  #expect(bare.network.frequenciesHz == [1e9])
  #expect(bare.network[0, 0, 0] == Complex(0, 0.5))
  let decibels = try Touchstone.parse("# kHz DB\n1 -20 180\n", name: "a.s1p")
  #expect(near(decibels.network[0, 0, 0], Complex(-0.1), 1e-16))
}

@Test func portImpedancesOfEachFrequencyAreRefused() {
  let text = """
    # GHz S RI R 50
    1 0.1 0.2
    ! Gamma ! 0.1 3.2
    ! Port Impedance%@
    2 0.1 0.2
    """
  func with(_ impedance: String) -> LightlaneError? {
    failure(text.replacingOccurrences(of: "%@", with: impedance), "a.s1p")
  }
  #expect(with(" 50 0") == nil)
  #expect(with("50.0 0.0") == nil)
  let error = with(" 48.3 -0.7")
  #expect(error?.status == .format)
  #expect(error?.message.contains("a.s1p:4:1: port impedances") == true)
}

// MARK: Text that is wrong

private let twoPort = "# Hz S RI R 50\n1 0 0 1 0 1 0 0 0\n2 0 0 1 0 1 0 0 0\n"

@Test(arguments: [
  // text, file, status, what the message has.
  ("", "x.s2p", Status.format, "x.s2p:1:1: the text is empty"),
  ("! only\n", "x.s2p", .format, "no option line"),
  ("# Hz S RI R 50\n", "x.s2p", .format, "x.s2p:2:1: the text ends before any number"),
  (twoPort + "3 0 0 1 0\n", "x.s2p", .format, "x.s2p:5:1: the text ends within frequency 3"),
  (
    twoPort + "2 0 0 1 0 1 0 0 0\n", "x.s2p", .outOfBounds,
    "x.s2p:4:1: frequency 2 Hz does not rise"
  ),
  (twoPort + "3 0 0 nan 0 1 0 0 0\n", "x.s2p", .notFinite, "x.s2p:4:7: found 'nan'"),
  (twoPort + "3 0 0 1e999 0 1 0 0 0\n", "x.s2p", .notFinite, "x.s2p:4:7: found '1e999'"),
  (twoPort + "3 0 0 1.0.1 0 1 0 0 0\n", "x.s2p", .format, "x.s2p:4:7: found '1.0.1'"),
  (twoPort + "3 0 0 1,5 0 1 0 0 0\n", "x.s2p", .format, "x.s2p:4:7: found '1,5'"),
  (twoPort + "3 0 0 \u{1}\n", "x.s2p", .format, "x.s2p:4:7: byte 1 is not text"),
  ("\u{0}\u{1}\u{2}", "x.s2p", .format, "expected an option line"),
  (
    twoPort, "x.s1p", .format,
    "x.s1p:2:7: found '1', expected the end of the line behind the 3 numbers"
  ),
  (
    "# Hz S RI\n1 0 0\n2 0 0\n3 0 0\n", "x.s2p", .format,
    "x.s2p:3:6: 3 numbers on a line that goes on with pairs, 5 of the 8"
  ),
  (twoPort, "x.s17p", .count, "17 ports"),
  (twoPort, "x.txt", .format, "the number of ports is not known"),
  (
    twoPort.replacingOccurrences(of: "R 50", with: "R 50 60 70"), "x.s2p", .contradiction,
    "x.s2p:1:11: 3 reference resistances for 2 ports"
  ),
  ("# Hz GHz S RI\n1 0 0\n", "x.s1p", .contradiction, "x.s1p:1:6: the option line says Hz and GHz"),
  ("# Hz S RI R 0\n1 0 0\n", "x.s1p", .outOfBounds, "x.s1p:1:13: reference resistance 0"),
  ("# Hz S RI R 50+5j\n1 0 0\n", "x.s1p", .format, "x.s1p:1:13: found '50+5j'"),
  ("# Hz S XY R 50\n1 0 0\n", "x.s1p", .format, "x.s1p:1:8: found 'XY'"),
  ("# THz S RI\n1 0 0\n", "x.s1p", .format, "x.s1p:1:3: found 'THz'"),
  ("# Hz H RI\n1 0 0\n", "x.s1p", .format, "H parameters have 2 ports"),
  ("# Hz S DB\n1 99999 0\n", "x.s1p", .notFinite, "more decibels"),
  ("# Hz S RI\n-1 0 0\n", "x.s1p", .outOfBounds, "x.s1p:2:1: frequency -1 Hz"),
  ("[Version] 3.0\n", "x.ts", .format, "x.ts:1:11: found version '3.0'"),
  ("[Version] 2.0\n# Hz S RI\n[Number of Ports] 2\n", "x.ts", .format, "x.ts:4:1: the text ends"),
  (
    "[Version] 2.0\n# Hz S RI\n[Number of Ports] 3\n[Number of Frequencies] 1\n[Network Data]\n",
    "x.s2p", .contradiction, "x.s2p:5:1: [Number of Ports] is 3, but the extension says 2"
  ),
  (
    "[Version] 2.0\n# Hz S RI\n[Number of Ports] 1\n[Network Data]\n1 0 0\n", "x.ts", .format,
    "[Number of Frequencies]"
  ),
  (
    "[Version] 2.0\n# Hz S RI\n[Number of Ports] 1\n[Number of Frequencies] 3\n[Network Data]\n1 0 0\n",
    "x.ts", .format, "x.ts:7:1: the text ends behind 1 frequencies, expected 3"
  ),
  (
    "[Version] 2.0\n# Hz S RI\n[Number of Ports] 1\n[Number of Frequencies] 1\n[Network Data]\n1 0 0\n2 0 0\n",
    "x.ts", .format, "x.ts:7:1: found '2', expected [Noise Data] or [End]"
  ),
  ("[Number of Ports] 2\n", "x.ts", .format, "expected [Version] before it"),
  (
    "[Version] 2.0\n# Hz S RI\n[Number of Ports] 2\n[Number of Ports] 1\n", "x.ts", .format,
    "x.ts:4:1: found [number of ports] a second time"
  ),
  ("[Version] 2.0\n[Nonsense] 2\n", "x.ts", .format, "x.ts:2:1: found [nonsense]"),
  ("[Version] 2.0\n[Number of Ports\n", "x.ts", .format, "found [ without ]"),
  (noise1.replacingOccurrences(of: "69 .38", with: "69"), "x.s2p", .outOfBounds, "does not rise"),
  ("\u{1F}\u{8B}".unicodeScalars.map { "\($0)" }.joined(), "x.s2p", .format, "expected an option"),
])
func wrongTextIsRefusedAtItsPlace(text: String, name: String, status: Status, message: String) {
  let error = failure(text, name)
  #expect(error?.status == status, "\(String(describing: error))")
  #expect(error?.message.contains(message) == true, "\(String(describing: error))")
  #expect(error?.message.contains("\n") == false)
}

@Test func binaryDataIsNamed() {
  for (bytes, what) in [
    ([0xFF, 0xFE, 0x23, 0x00], "UTF-16"), ([0x1F, 0x8B, 8, 0], "gzip"),
    ([0x50, 0x4B, 3, 4], "zip archive"), ([0x7F, 0x45, 0x4C, 0x46], "binary data"),
  ] as [([UInt8], String)] {
    bytes.withUnsafeBytes { raw in
      let error = #expect(throws: LightlaneError.self) { try Touchstone.parse(raw, name: "x.s2p") }
      #expect(error?.message.contains(what) == true)
    }
  }
}

@Test func filesThatCanNotBeReadAreNamed() {
  for (path, what) in [
    ("/nonexistent/a.s2p", "No such file"), ("/", "not a regular file"),
    ("/dev/zero", "not a regular file"), ("a\u{0}b.s2p", "zero byte"),
  ] {
    let error = #expect(throws: LightlaneError.self) { try Touchstone.read(path: path) }
    #expect(error?.status == .file)
    #expect(error?.message.contains(what) == true, "\(String(describing: error))")
  }
}

@Test func cutTextNeverCrashes() throws {
  // Every cut and many altered bytes of texts of both versions: an answer or an error.
  var random = Sequence64(state: 3)
  for (text, name) in [(noise2, "x.ts"), (noise1, "x.s2p"), (fourPort, "x.s4p")] {
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      bytes.prefix(cut).withUnsafeBytes { _ = try? Touchstone.parse($0, name: name) }
    }
    for _ in 0..<3000 {
      var changed = bytes
      for _ in 0..<(1 + random.next() % 3) {
        changed[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      changed.withUnsafeBytes { _ = try? Touchstone.parse($0, name: name) }
    }
  }
}

@Test func aLongFileIsReadInPieces() throws {
  // Longer than a piece, so that lines and places cross its borders.
  var text = "# Hz S RI R 50\n"
  for k in 0..<60_000 {
    text += "\(k) 0.\(k) -0.5 1e-3 \(k)e-9 1.25 0.0625 0.1 0.2 ! comment \(k)\n"
  }
  let file = try Touchstone.parse(text, name: "x.s2p")
  #expect(file.network.pointCount == 60_000)
  #expect(file.network[59_999, 0, 0] == Complex(0.59999, -0.5))
  #expect(file.network[59_999, 1, 0] == Complex(1e-3, 59_999e-9))
  let folder = FileManager.default.temporaryDirectory
  let path = folder.appendingPathComponent("lightlane-\(UUID().uuidString).s2p").path
  try (text + "60000 1 2 x\n").write(toFile: path, atomically: true, encoding: .utf8)
  defer { try? FileManager.default.removeItem(atPath: path) }
  let error = #expect(throws: LightlaneError.self) { try Touchstone.read(path: path) }
  #expect(
    error?.message.contains(".s2p:60002:11: found 'x'") == true, "\(String(describing: error))")
  let same = #expect(throws: LightlaneError.self) {
    try Touchstone.parse(text + "60000 1 2 x\n", name: "y.s2p")
  }
  #expect(same?.message.contains("y.s2p:60002:11: found 'x'") == true)
  // Lines that carriage returns alone end.
  let returns = text.replacingOccurrences(of: "\n", with: "\r")
  #expect(try Touchstone.parse(returns, name: "x.s2p").network == file.network)
  let third = #expect(throws: LightlaneError.self) {
    try Touchstone.parse(returns + "60000 1 2 x\r", name: "z.s2p")
  }
  #expect(third?.message.contains("z.s2p:60002:11: found 'x'") == true)
  let line = String(repeating: " ", count: 3 << 20)
  #expect(
    failure("# Hz\n" + line + "\n1 0 0\n", "x.s1p")?.message.contains("x.s1p:2:1: a line") == true)
}
