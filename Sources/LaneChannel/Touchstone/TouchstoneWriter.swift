// Writing Touchstone text.

import Glibc
import LaneNumerics
import LaneParameters

extension Touchstone {
  /// How a network is written.
  public struct Style: Sendable {
    /// Nil for 1.0, or 1.1 where the references differ.
    public var version: Version?
    public var unit = Unit.hertz
    public var format = Format.realImaginary
    public var parameter = Parameter.scattering
    /// Significant digits of each number, 1 to 17; zero for as few as bring the same number back.
    /// Frequencies are always written in full.
    public var digits = 0
    /// Lines put at the head as comments.
    public var comments: [String] = []

    public init() {}
  }

  /// The text of a network; nil noise or none writes no noise block.
  ///
  /// With real and imaginary parts and all digits, reading gives the same network bit for bit. A
  /// magnitude of zero has no decibels and is written as -1000.
  public static func text(
    _ network: Network, noise: [Noise] = [], style: Style = Style()
  ) throws(LightlaneError) -> [UInt8] {
    var text: [UInt8] = []
    let writer = try TouchstoneWriter(network, noise: noise, style: style)
    try writer.write { piece in
      text.append(contentsOf: piece)
      return nil
    }
    return text
  }

  /// Write a file, over what is there.
  public static func write(
    _ network: Network, noise: [Noise] = [], path: String, style: Style = Style()
  ) throws(LightlaneError) {
    let name = TextSource.shortened(path)
    guard !path.utf8.contains(0) else {
      throw LightlaneError(.file, "\(name): a path has no zero byte")
    }
    if let ports = extensionPorts(path), ports != network.portCount {
      throw LightlaneError(
        .contradiction,
        "\(name): the extension says \(ports) ports; the network has"
          + " \(network.portCount)")
    }
    let writer = try TouchstoneWriter(network, noise: noise, style: style)
    guard let stream = fopen(path, "we") else {
      throw TextSource.failure(name, "can not be opened", systemError())
    }
    let file = fileno(stream)
    var closed = false
    defer { if !closed { fclose(stream) } }
    try writer.write { piece in
      piece.withUnsafeBytes { bytes in
        var done = 0
        while done < bytes.count, let start = bytes.baseAddress {
          let count = Glibc.write(file, start + done, bytes.count - done)
          if count < 0 {
            if systemError() == EINTR { continue }
            return TextSource.failure(name, "can not be written", systemError())
          }
          done += count
        }
        return nil
      }
    }
    closed = true
    // A full disk may show only now.
    if fclose(stream) != 0 { throw TextSource.failure(name, "can not be written", systemError()) }
  }
}

/// One network on its way to text.
private final class TouchstoneWriter {
  private let network: Network
  private let noise: [Touchstone.Noise]
  private let style: Touchstone.Style
  private let version: Touchstone.Version
  private let values: [Double]
  private var text: [UInt8] = []

  init(
    _ network: Network, noise: [Touchstone.Noise], style: Touchstone.Style
  ) throws(LightlaneError) {
    for (port, impedance) in network.impedances.enumerated() where impedance.imaginary != 0 {
      throw LightlaneError(
        .notApplicable,
        "port \(port) has a complex reference impedance, which Touchstone does not know;"
          + " renormalise the network first", row: Int64(port))
    }
    guard (0...17).contains(style.digits) else {
      throw LightlaneError(.outOfBounds, "digits = \(style.digits); 0 to 17 are taken")
    }
    if !noise.isEmpty, network.portCount != 2 {
      throw LightlaneError(.count, "noise of \(network.portCount) ports; a two-port has it")
    }
    let differ = Set(network.impedances.map(\.real)).count > 1
    let version = style.version ?? (differ ? .v11 : .v10)
    if version == .v10, differ {
      throw LightlaneError(
        .contradiction, "version 1.0 has one reference for all ports; these differ")
    }
    self.network = network
    self.noise = noise
    self.style = style
    self.version = version
    values = try Self.parameters(network, style.parameter, isNormalised: version.isOld)
  }

  /// Version 1 gives all but scattering parameters in units of the references.
  private static func parameters(
    _ network: Network, _ parameter: Touchstone.Parameter, isNormalised: Bool
  ) throws(LightlaneError) -> [Double] {
    let maps = network.impedances.map { PortMap.levels(.power, isNormalised ? .one : $0) }
    switch parameter {
    case .scattering: return network.s
    case .admittance: return try network.mapped(maps, "admittance parameters")
    case .impedance:
      return try network.mapped(
        maps.map { PortMap.exchange.after($0) }, "impedance parameters")
    case .hybrid, .inverseHybrid:
      guard maps.count == 2 else {
        throw LightlaneError(
          .count, "\(parameter.rawValue) parameters have 2 ports, not \(maps.count)")
      }
      let isHybrid = parameter == .hybrid
      return try network.mapped(
        [
          isHybrid ? PortMap.exchange.after(maps[0]) : maps[0],
          isHybrid ? maps[1] : PortMap.exchange.after(maps[1]),
        ], "hybrid parameters")
    }
  }

  /// Hand out the text in pieces; stops at what a piece is answered with.
  func write(_ out: ([UInt8]) -> LightlaneError?) throws(LightlaneError) {
    let piece = 1 << 20
    text.reserveCapacity(piece + (1 << 16))
    head()
    for point in 0..<network.pointCount {
      frequency(network.frequenciesHz[point])
      matrix(point)
      if text.count >= piece {
        if let error = out(text) { throw error }
        text.removeAll(keepingCapacity: true)
      }
    }
    if !noise.isEmpty {
      if !version.isOld { line("[Noise Data]") }
      for point in noise {
        frequency(point.frequencyHz)
        number(point.minimumFigureDb)
        number(point.optimumReflection.magnitude)
        number(point.optimumReflection.angle * (180 / Double.pi))
        number(version.isOld ? point.resistance / network.impedances[0].real : point.resistance)
        text.append(Ascii.newline)
      }
    }
    if !version.isOld { line("[End]") }
    if let error = out(text) { throw error }
  }

  private func line(_ words: String) {
    text.append(contentsOf: words.utf8)
    text.append(Ascii.newline)
  }

  private func head() {
    for comment in style.comments {
      // One line each, whatever is in it.
      line("! " + String(comment.map { $0.isNewline ? " " : $0 }))
    }
    let references = network.impedances.map { decimal($0.real) }
    let shown = version == .v11 ? references.joined(separator: " ") : references[0]
    if !version.isOld { line("[Version] \(version.rawValue)") }
    line("# \(style.unit.name) \(style.parameter.rawValue) \(style.format.rawValue) R \(shown)")
    if version.isOld { return }
    line("[Number of Ports] \(network.portCount)")
    if network.portCount == 2 { line("[Two-Port Data Order] 21_12") }
    line("[Number of Frequencies] \(network.pointCount)")
    if !noise.isEmpty { line("[Number of Noise Frequencies] \(noise.count)") }
    line("[Reference] " + references.joined(separator: " "))
    line("[Matrix Format] Full")
    line("[Network Data]")
  }

  private func matrix(_ point: Int) {
    let n = network.portCount
    let start = 2 * point * n * n
    for outer in 0..<n {
      for inner in 0..<n {
        // Two-ports go down the columns; rows of more ports break behind four.
        let entry = n == 2 ? inner * n + outer : outer * n + inner
        if n > 2, inner > 0, inner % 4 == 0 { text.append(Ascii.newline) }
        pair(values[start + 2 * entry], values[start + 2 * entry + 1])
      }
      if n > 2 || outer == n - 1 { text.append(Ascii.newline) }
    }
  }

  private func pair(_ real: Double, _ imaginary: Double) {
    switch style.format {
    case .realImaginary:
      number(real)
      number(imaginary)
    case .magnitudeAngle, .decibelAngle:
      let value = Complex(real, imaginary)
      let magnitude = value.magnitude
      if style.format == .magnitudeAngle {
        number(magnitude)
      } else {
        number(magnitude > 0 ? 20 * log10(magnitude) : -1000)
      }
      number(value.angle * (180 / Double.pi))
    }
  }

  // MARK: Numbers

  private func number(_ value: Double) {
    text.append(Ascii.space)
    if style.digits > 0 { return rounded(value) }
    var shortest = value.description
    shortest.withUTF8 { text.append(contentsOf: $0) }
  }

  /// A number with the style's digits, as the C library rounds it.
  private func rounded(_ value: Double) {
    var buffer = [CChar](repeating: 0, count: 48)
    let written = withVaList([value]) {
      vsnprintf(&buffer, buffer.count, "%.\(style.digits - 1)e", $0)
    }
    var isPoint = false
    for byte in buffer.prefix(max(0, min(Int(written), 47))) {
      let byte = UInt8(bitPattern: byte)
      let isPlain =
        byte &- Ascii.zero <= 9 || byte == Ascii.minus || byte == Ascii.plus || byte == Ascii.e
      // The point is whatever the process's language has, in one byte or more.
      if isPlain {
        text.append(byte)
      } else if !isPoint {
        text.append(Ascii.dot)
        isPoint = true
      }
    }
  }

  /// A frequency in full: its shortest digits with the point moved, so that reading, which moves it
  /// back, gives the same number.
  private func frequency(_ hertz: Double) {
    text.append(contentsOf: Self.shifted(hertz, by: -style.unit.rawValue).utf8)
  }

  /// value · 10^shift from the shortest digits of the value, which is not negative.
  static func shifted(_ value: Double, by shift: Int) -> String {
    if value == 0 { return "0" }
    var digits: [UInt8] = []
    var exponent = 0
    var behindPoint = false
    var rest = value.description.utf8[...]
    while let byte = rest.popFirst() {
      if byte == Ascii.dot {
        behindPoint = true
      } else if byte == Ascii.e {
        exponent += Int(String(decoding: rest, as: UTF8.self)) ?? 0
        break
      } else {
        if behindPoint { exponent -= 1 }
        if byte != Ascii.zero || !digits.isEmpty { digits.append(byte) }
      }
    }
    while digits.last == Ascii.zero {
      digits.removeLast()
      exponent += 1
    }
    exponent += shift
    let shown = String(decoding: digits, as: UTF8.self)
    let point = digits.count + exponent
    if exponent >= 0, point <= 21 { return shown + String(repeating: "0", count: exponent) }
    if point > 0, point <= 21 {
      return shown.prefix(point) + "." + shown.dropFirst(point)
    }
    if point <= 0, point > -6 { return "0." + String(repeating: "0", count: -point) + shown }
    return "\(shown)e\(exponent)"
  }
}

extension Touchstone.Version {
  /// Whether the format is that before keywords.
  fileprivate var isOld: Bool { self == .v10 || self == .v11 }
}
