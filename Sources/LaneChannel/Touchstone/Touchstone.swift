// What a Touchstone file holds, and the words of its option line.

import LaneNumerics
import LaneParameters

/// The contents of a Touchstone file: a network of scattering parameters, and what else was said.
public struct Touchstone: Sendable {
  /// Unit of the frequencies in a file.
  public enum Unit: Int, CaseIterable, Sendable {
    case hertz = 0
    case kilohertz = 3
    case megahertz = 6
    case gigahertz = 9

    var name: String {
      switch self {
      case .hertz: "Hz"
      case .kilohertz: "kHz"
      case .megahertz: "MHz"
      case .gigahertz: "GHz"
      }
    }
  }

  /// How a file writes a complex number.
  public enum Format: String, CaseIterable, Sendable {
    case decibelAngle = "DB"
    case magnitudeAngle = "MA"
    case realImaginary = "RI"
  }

  /// What a file's numbers are.
  public enum Parameter: String, CaseIterable, Sendable {
    case scattering = "S"
    case admittance = "Y"
    case impedance = "Z"
    case hybrid = "H"
    case inverseHybrid = "G"
  }

  /// Version of the format: 1.1 has a reference per port on the option line, 2 has keywords.
  public enum Version: String, CaseIterable, Sendable {
    case v10 = "1.0"
    case v11 = "1.1"
    case v20 = "2.0"
    case v21 = "2.1"
  }

  /// Noise of a two-port at one frequency.
  public struct Noise: Equatable, Sendable {
    public var frequencyHz: Double
    /// Least noise figure, dB.
    public var minimumFigureDb: Double
    /// Source reflection at which the figure is least.
    public var optimumReflection: Complex
    /// Effective noise resistance, ohm.
    public var resistance: Double

    public init(
      frequencyHz: Double, minimumFigureDb: Double, optimumReflection: Complex, resistance: Double
    ) {
      self.frequencyHz = frequencyHz
      self.minimumFigureDb = minimumFigureDb
      self.optimumReflection = optimumReflection
      self.resistance = resistance
    }
  }

  /// Always scattering parameters of single-ended ports; a file's other parameters and mixed modes
  /// are converted.
  public var network: Network
  public var noise: [Noise]
  public let version: Version
  public let unit: Unit
  public let format: Format
  public let parameter: Parameter
  /// The order of a file in mixed mode, such as ["D2,3", "C2,3", "S1"]; else empty.
  public let modes: [String]
  /// What was taken for granted or passed over, one line each.
  public let notes: [String]

  init(
    network: Network, noise: [Noise], version: Version, unit: Unit, format: Format,
    parameter: Parameter, modes: [String], notes: [String]
  ) {
    self.network = network
    self.noise = noise
    self.version = version
    self.unit = unit
    self.format = format
    self.parameter = parameter
    self.modes = modes
    self.notes = notes
  }

  // MARK: Reading

  /// Read a file. Of a version 1 file the extension, .s1p to .s16p, tells the number of ports,
  /// unless `ports` does.
  public static func read(path: String, ports: Int? = nil) throws(LightlaneError) -> Touchstone {
    let source = try TextSource(path: path)
    return try TouchstoneReader(source, ports: ports, extensionPorts: extensionPorts(path)).read()
  }

  /// Read text in memory; `name` stands for the file in errors, and its extension counts.
  public static func parse(
    _ bytes: UnsafeRawBufferPointer, name: String = "touchstone", ports: Int? = nil
  ) throws(LightlaneError) -> Touchstone {
    let source = TextSource(bytes, name: TextSource.shortened(name))
    return try TouchstoneReader(source, ports: ports, extensionPorts: extensionPorts(name)).read()
  }

  public static func parse(
    _ text: String, name: String = "touchstone", ports: Int? = nil
  ) throws(LightlaneError) -> Touchstone {
    let bytes = Array(text.utf8)
    var result: Result<Touchstone, LightlaneError>?
    bytes.withUnsafeBytes { raw in
      do throws(LightlaneError) {
        result = .success(try parse(raw, name: name, ports: ports))
      } catch {
        result = .failure(error)
      }
    }
    guard let result else { throw LightlaneError(.format, "\(name): no text") }
    return try result.get()
  }

  /// N of an extension .sNp.
  static func extensionPorts(_ name: String) -> Int? {
    let bytes = Array(name.utf8)
    guard let dot = bytes.lastIndex(of: Ascii.dot) else { return nil }
    let tail = bytes[(dot + 1)...].map { $0 | 0x20 }
    guard tail.count >= 3, tail.count <= 5, tail.first == 0x73, tail.last == 0x70 else {
      return nil
    }
    let digits = bytes[(dot + 2)..<(bytes.count - 1)]
    guard digits.allSatisfy({ $0 &- Ascii.zero <= 9 }) else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }
}
