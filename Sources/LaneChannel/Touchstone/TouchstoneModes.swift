// The mixed-mode order of a Touchstone file: which modes its rows and columns are.

import LaneParameters

/// An entry of [Mixed-Mode Order]: D or C of two ports, S of one, counted from one.
struct TouchstoneMode: Equatable {
  enum Kind: String {
    case differential = "D"
    case common = "C"
    case single = "S"
  }
  var kind: Kind
  var first: Int
  var second: Int

  var text: String { kind == .single ? "S\(first)" : "\(kind.rawValue)\(first),\(second)" }

  /// From text such as D2,3 or S4.
  init?(_ text: String) {
    guard let letter = text.first, let kind = Kind(rawValue: letter.uppercased()) else {
      return nil
    }
    let parts = text.dropFirst().split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil
    }
    guard numbers.count == parts.count, numbers.count == (kind == .single ? 1 : 2) else {
      return nil
    }
    self.kind = kind
    first = numbers[0]
    second = numbers[numbers.count - 1]
  }
}

extension TouchstoneReader {
  func readModes() throws(LightlaneError) {
    header.modes = []
    while skipBlanks() {
      let at = p
      let text = try takeWord()
      guard let mode = TouchstoneMode(text) else {
        throw source.error(
          .format, at: at, "found \(Self.quoted(text)), expected a mode such as D1,2, C1,2 or S3")
      }
      guard header.modes.count < Network.mostPorts else {
        throw source.error(.format, at: at, "more than \(Network.mostPorts) modes")
      }
      header.modes.append(mode)
    }
    try skipLine()
  }

  /// Each port once, each differential mode with its common mode and one reference.
  func checkModes(ports: Int, at place: UnsafePointer<UInt8>) throws(LightlaneError) {
    let modes = header.modes
    if modes.isEmpty { return }
    guard modes.count == ports else {
      throw source.error(
        .contradiction, at: place, "[Mixed-Mode Order] has \(modes.count) modes for \(ports) ports")
    }
    guard header.parameter != .hybrid, header.parameter != .inverseHybrid else {
      throw source.error(
        .format, at: place, "[Mixed-Mode Order] takes S, Y and Z parameters")
    }
    var uses = [Int](repeating: 0, count: ports + 1)
    for mode in modes {
      for port in mode.kind == .single ? [mode.first] : [mode.first, mode.second] {
        guard (1...ports).contains(port) else {
          throw source.error(
            .format, at: place, "mode \(mode.text) names port \(port); there are \(ports)")
        }
        uses[port] += mode.kind == .single ? 2 : 1
      }
      if mode.kind != .single {
        guard mode.first != mode.second else {
          throw source.error(.format, at: place, "mode \(mode.text) pairs a port with itself")
        }
        var other = mode
        other.kind = mode.kind == .common ? .differential : .common
        guard modes.contains(other) else {
          throw source.error(.format, at: place, "mode \(mode.text) stands without \(other.text)")
        }
        guard header.references[mode.first - 1] == header.references[mode.second - 1] else {
          throw source.error(
            .contradiction, at: place,
            "the ports of mode \(mode.text) have different reference resistances")
        }
      }
    }
    guard uses.dropFirst().allSatisfy({ $0 == 2 }) else {
      throw source.error(.format, at: place, "[Mixed-Mode Order] does not name each port once")
    }
  }
}
