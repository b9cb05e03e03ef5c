// Electrical networks behind handles: made from files, text and arrays, and what is told of them.

import CLightlane
import Glibc
import LaneChannel
import LaneEvaluation
import LaneNumerics
import LaneParameters

/// What a lightlane_network points to.
///
/// The arrays are never changed, so that pointers to their elements hold as long as the handle.
final class NetworkHandle {
  let network: Network
  let noise: [Touchstone.Noise]
  let notes: [String]
  private let impedances: UnsafeMutablePointer<Double>

  init(_ network: Network, noise: [Touchstone.Noise] = [], notes: [String] = []) {
    self.network = network
    self.noise = noise
    self.notes = notes
    impedances = .allocate(capacity: 2 * network.portCount)
    for (port, impedance) in network.impedances.enumerated() {
      impedances[2 * port] = impedance.real
      impedances[2 * port + 1] = impedance.imaginary
    }
  }

  convenience init(_ file: Touchstone) {
    self.init(file.network, noise: file.noise, notes: file.notes)
  }

  deinit { impedances.deallocate() }

  var impedancesPointer: UnsafePointer<Double> { UnsafePointer(impedances) }
}

/// The network behind a handle that must not be NULL.
func networkHandle(_ handle: OpaquePointer?, _ name: StaticString) throws(LightlaneError)
  -> NetworkHandle
{
  try Handle.object(handle, NetworkHandle.self, name)
}

/// Run a body that makes a network, and hand out its handle.
func makeNetwork(
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?,
  _ body: () throws(LightlaneError) -> NetworkHandle
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let out = try required(out, "out")
    out.pointee = Handle.make(try body())
  }
}

/// C text as a Swift string; NULL is an error.
private func text(_ pointer: UnsafePointer<CChar>?, _ name: StaticString) throws(LightlaneError)
  -> String
{
  String(cString: try required(pointer, name))
}

/// A number of ports: nil for 0.
private func portCount(_ ports: Int32) throws(LightlaneError) -> Int? {
  guard (0...Int32(Network.mostPorts)).contains(ports) else {
    throw LightlaneError(
      .count, "ports = \(ports); 0 (from the file) to \(Network.mostPorts) are taken")
  }
  return ports == 0 ? nil : Int(ports)
}

@_cdecl("lightlane_network_read") @implementation
public func lightlane_network_read(
  _ path: UnsafePointer<CChar>?, _ ports: Int32, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  makeNetwork(out, error) { () throws(LightlaneError) in
    let path = try text(path, "path")
    return NetworkHandle(try Touchstone.read(path: path, ports: try portCount(ports)))
  }
}

@_cdecl("lightlane_network_parse") @implementation
public func lightlane_network_parse(
  _ text: UnsafeRawPointer?, _ size: Int, _ name: UnsafePointer<CChar>?, _ ports: Int32,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  makeNetwork(out, error) { () throws(LightlaneError) in
    let bytes = try array(
      text?.assumingMemoryBound(to: UInt8.self), count: size, atMost: .max, "text")
    let name = name.map { String(cString: $0) } ?? "text"
    return NetworkHandle(
      try Touchstone.parse(UnsafeRawBufferPointer(bytes), name: name, ports: try portCount(ports)))
  }
}

/// Complex numbers of an array of doubles.
func complexes(_ values: UnsafeBufferPointer<Double>) -> [Complex] {
  (0..<values.count / 2).map { Complex(values[2 * $0], values[2 * $0 + 1]) }
}

/// The checked arrays of a network that a caller makes.
private func made(
  _ frequencies_hz: UnsafePointer<Double>?, _ points: Int, _ ports: Int,
  _ values: UnsafePointer<Double>?, _ name: StaticString,
  _ impedances_ohm: UnsafePointer<Double>?
) throws(LightlaneError) -> (frequencies: [Double], values: [Double], impedances: [Complex]) {
  guard ports >= 1, ports <= Network.mostPorts else {
    throw LightlaneError(
      .count, "ports = \(UInt(bitPattern: ports)); 1 to \(Network.mostPorts) are taken")
  }
  let most = Network.mostValues / (2 * ports * ports)
  guard points >= 1, points <= most else {
    throw LightlaneError(
      .count, "points = \(UInt(bitPattern: points)); 1 to \(most) are taken of \(ports) ports")
  }
  let frequencies = try array(frequencies_hz, count: points, atMost: most, "frequencies_hz")
  let values = try array(
    values, count: points * ports * ports * 2, atMost: Network.mostValues, name)
  let impedances =
    impedances_ohm == nil
    ? Array(repeating: Complex(50), count: ports)
    : complexes(
      try array(
        impedances_ohm, count: 2 * ports, atMost: 2 * Network.mostPorts, "impedances_ohm"))
  return (Array(frequencies), Array(values), impedances)
}

@_cdecl("lightlane_network_create") @implementation
public func lightlane_network_create(
  _ frequencies_hz: UnsafePointer<Double>?, _ points: Int, _ ports: Int,
  _ scattering: UnsafePointer<Double>?, _ impedances_ohm: UnsafePointer<Double>?,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  makeNetwork(out, error) { () throws(LightlaneError) in
    let (frequencies, values, impedances) = try made(
      frequencies_hz, points, ports, scattering, "scattering", impedances_ohm)
    return NetworkHandle(
      try Network(
        frequenciesHz: frequencies, portCount: ports, s: values, impedances: impedances))
  }
}

@_cdecl("lightlane_network_create_from") @implementation
public func lightlane_network_create_from(
  _ parameters: Int32, _ waves_: Int32, _ frequencies_hz: UnsafePointer<Double>?, _ points: Int,
  _ ports: Int, _ values: UnsafePointer<Double>?, _ impedances_ohm: UnsafePointer<Double>?,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  makeNetwork(out, error) { () throws(LightlaneError) in
    let definition = try waves(waves_, "waves")
    let (frequencies, values, impedances) = try made(
      frequencies_hz, points, ports, values, "values", impedances_ohm)
    switch parameters {
    case LIGHTLANE_PARAMETERS_SCATTERING:
      return NetworkHandle(
        try Network(
          frequenciesHz: frequencies, portCount: ports, s: values, impedances: impedances))
    case LIGHTLANE_PARAMETERS_ADMITTANCE:
      return NetworkHandle(
        try Network(
          admittanceParameters: values, frequenciesHz: frequencies, impedances: impedances,
          definition: definition))
    case LIGHTLANE_PARAMETERS_IMPEDANCE:
      return NetworkHandle(
        try Network(
          impedanceParameters: values, frequenciesHz: frequencies, impedances: impedances,
          definition: definition))
    case LIGHTLANE_PARAMETERS_TRANSFER:
      return NetworkHandle(
        try Network(
          transferParameters: values, frequenciesHz: frequencies, impedances: impedances))
    default: throw wrongParameters(parameters)
    }
  }
}

/// The error of a number that stands for no parameters here.
private func wrongParameters(_ parameters: Int32) -> LightlaneError {
  switch parameters {
  case LIGHTLANE_PARAMETERS_HYBRID, LIGHTLANE_PARAMETERS_INVERSE_HYBRID:
    LightlaneError(.notApplicable, "hybrid parameters are those of files only; take S, Y, Z or T")
  default: LightlaneError(.outOfBounds, "parameters = \(parameters); 0, 1, 2 and 5 are taken")
  }
}

@_cdecl("lightlane_network_destroy") @implementation
public func lightlane_network_destroy(_ network: OpaquePointer?) {
  Handle.release(network, NetworkHandle.self)
}

// MARK: Writing

/// A style of the caller's with its fields checked.
private func style(
  _ style: UnsafePointer<lightlane_touchstone_style>?
) throws(LightlaneError) -> Touchstone.Style {
  var result = Touchstone.Style()
  guard let style else { return result }
  let known = MemoryLayout<lightlane_touchstone_style>.size
  let size = Int(style.pointee.struct_size)
  try checkSize(style.pointee.struct_size, of: lightlane_touchstone_style.self, "style")
  guard size <= 4096 else {
    throw LightlaneError(.structSize, "style.struct_size is \(size); at most 4096 is taken")
  }
  let bytes = UnsafeRawPointer(style)
  for offset in known..<size where bytes.load(fromByteOffset: offset, as: UInt8.self) != 0 {
    throw LightlaneError(
      .unsupportedField,
      "style has a non-zero byte at offset \(offset), unknown to this version")
  }
  let fields = style.pointee
  switch fields.version {
  case 0: break
  case 10: result.version = .v10
  case 11: result.version = .v11
  case 20: result.version = .v20
  case 21: result.version = .v21
  case let other:
    throw LightlaneError(.outOfBounds, "style.version = \(other); 0, 10, 11, 20 and 21 are taken")
  }
  guard let unit = Touchstone.Unit(rawValue: Int(fields.unit)) else {
    throw LightlaneError(.outOfBounds, "style.unit = \(fields.unit); 0, 3, 6 and 9 are taken")
  }
  result.unit = unit
  switch fields.format {
  case LIGHTLANE_FORMAT_REAL_IMAGINARY: result.format = .realImaginary
  case LIGHTLANE_FORMAT_MAGNITUDE_ANGLE: result.format = .magnitudeAngle
  case LIGHTLANE_FORMAT_DECIBEL_ANGLE: result.format = .decibelAngle
  case let other: throw LightlaneError(.outOfBounds, "style.format = \(other); 0 to 2 are taken")
  }
  switch fields.parameter {
  case LIGHTLANE_PARAMETERS_SCATTERING: result.parameter = .scattering
  case LIGHTLANE_PARAMETERS_ADMITTANCE: result.parameter = .admittance
  case LIGHTLANE_PARAMETERS_IMPEDANCE: result.parameter = .impedance
  case LIGHTLANE_PARAMETERS_HYBRID: result.parameter = .hybrid
  case LIGHTLANE_PARAMETERS_INVERSE_HYBRID: result.parameter = .inverseHybrid
  case let other:
    throw LightlaneError(.outOfBounds, "style.parameter = \(other); 0 to 4 are taken")
  }
  result.digits = Int(fields.digits)
  if let comment = fields.comment { result.comments = [String(cString: comment)] }
  return result
}

@_cdecl("lightlane_network_write") @implementation
public func lightlane_network_write(
  _ network: OpaquePointer?, _ path: UnsafePointer<CChar>?,
  _ style_: UnsafePointer<lightlane_touchstone_style>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let handle = try networkHandle(network, "network")
    let path = try text(path, "path")
    try Touchstone.write(
      handle.network, noise: handle.noise, path: path, style: try style(style_))
  }
}

// MARK: Numbers

private func known(_ handle: OpaquePointer?) -> NetworkHandle? {
  try? networkHandle(handle, "network")
}

@_cdecl("lightlane_network_points") @implementation
public func lightlane_network_points(_ network: OpaquePointer?) -> Int {
  known(network)?.network.pointCount ?? 0
}

@_cdecl("lightlane_network_ports") @implementation
public func lightlane_network_ports(_ network: OpaquePointer?) -> Int {
  known(network)?.network.portCount ?? 0
}

@_cdecl("lightlane_network_frequencies_hz") @implementation
public func lightlane_network_frequencies_hz(_ network: OpaquePointer?) -> UnsafePointer<Double>? {
  known(network)?.network.frequenciesHz.withUnsafeBufferPointer { $0.baseAddress }
}

@_cdecl("lightlane_network_scattering") @implementation
public func lightlane_network_scattering(_ network: OpaquePointer?) -> UnsafePointer<Double>? {
  known(network)?.network.s.withUnsafeBufferPointer { $0.baseAddress }
}

@_cdecl("lightlane_network_impedances_ohm") @implementation
public func lightlane_network_impedances_ohm(_ network: OpaquePointer?) -> UnsafePointer<Double>? {
  known(network)?.impedancesPointer
}

/// A definition of waves by its number.
func waves(_ number: Int32, _ name: StaticString) throws(LightlaneError) -> WaveDefinition {
  guard let waves = WaveDefinition(rawValue: Int(number)) else {
    throw LightlaneError(
      .outOfBounds, "\(name) = \(number); 0 (power), 1 (pseudo) and 2 (traveling) are taken")
  }
  return waves
}

@_cdecl("lightlane_network_parameters") @implementation
public func lightlane_network_parameters(
  _ network: OpaquePointer?, _ parameters: Int32, _ waves_: Int32,
  _ out: UnsafeMutablePointer<Double>?, _ capacity: Int,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let network = try networkHandle(network, "network").network
    let out = try aligned(out, "out")
    let definition = try waves(waves_, "waves")
    // A capacity above Int.max arrives negative: more than enough.
    guard capacity < 0 || capacity >= network.s.count else {
      throw LightlaneError(
        .count, "capacity = \(capacity); the parameters are \(network.s.count) doubles")
    }
    let values: [Double]
    switch parameters {
    case LIGHTLANE_PARAMETERS_SCATTERING: values = network.s
    case LIGHTLANE_PARAMETERS_ADMITTANCE: values = try network.admittanceParameters(definition)
    case LIGHTLANE_PARAMETERS_IMPEDANCE: values = try network.impedanceParameters(definition)
    case LIGHTLANE_PARAMETERS_TRANSFER: values = try network.transferParameters()
    default: throw wrongParameters(parameters)
    }
    values.withUnsafeBufferPointer { values in
      if let start = values.baseAddress { out.update(from: start, count: values.count) }
    }
  }
}

// MARK: Reports

@_cdecl("lightlane_network_report") @implementation
public func lightlane_network_report(
  _ network: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let handle = try networkHandle(network, "network")
    let out = try required(out, "out")
    let quality = handle.network.quality()
    out.pointee = Handle.make(
      ReportHandle(
        scalars: [],
        arrays: quality.arrays(of: handle.network) + Touchstone.Noise.arrays(of: handle.noise),
        notes: quality.warnings.map { "warning: \($0)" } + handle.notes))
  }
}

@_cdecl("lightlane_network_response") @implementation
public func lightlane_network_response(
  _ network: OpaquePointer?, _ row: Int, _ column: Int, _ stimulus: Int32, _ width_s: Double,
  _ rise_time_s: Double, _ samples: Int, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let network = try networkHandle(network, "network").network
    let out = try required(out, "out")
    // A number above Int.max arrives negative.
    for (port, name) in [(row, "row"), (column, "column")] where port < 0 {
      throw LightlaneError(.count, "\(name) = \(UInt(bitPattern: port)) is no port")
    }
    let response: TimeResponse
    let doc: String
    switch stimulus {
    case LIGHTLANE_STIMULUS_IMPULSE:
      doc = "Impulse response, for each sample"
      response = try network.response(
        row: row, column: column, to: .impulse, riseTime: rise_time_s, samples: samples)
    case LIGHTLANE_STIMULUS_STEP:
      doc = "Step response"
      response = try network.response(
        row: row, column: column, to: .step, riseTime: rise_time_s, samples: samples)
    case LIGHTLANE_STIMULUS_PULSE:
      doc = "Pulse response"
      response = try network.response(
        row: row, column: column, to: .pulse(width: width_s), riseTime: rise_time_s,
        samples: samples)
    case LIGHTLANE_STIMULUS_REFLECTOMETRY:
      guard row == column else {
        throw LightlaneError(
          .contradiction, "reflectometry looks into one port; row = \(row), column = \(column)")
      }
      doc = "Impedance that a step finds; infinite where all comes back"
      response = try network.reflectometry(port: row, riseTime: rise_time_s, samples: samples)
    default:
      throw LightlaneError(.outOfBounds, "stimulus = \(stimulus); 0 to 3 are taken")
    }
    let unit = stimulus == LIGHTLANE_STIMULUS_REFLECTOMETRY ? "ohm" : "1"
    out.pointee = Handle.make(
      ReportHandle(
        scalars: [], arrays: response.arrays(unit: unit, doc: doc), notes: response.notes))
  }
}
