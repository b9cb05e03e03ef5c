// From the matrices of a Touchstone file to a network: scattering parameters of single-ended ports.

import LaneNumerics
import LaneParameters

extension TouchstoneReader {
  /// The network of the numbers that were read.
  func assemble(_ data: NetworkData, ports: Int) throws(LightlaneError) -> Network {
    let references = header.references
    // Of a differential mode twice the ports' reference, of a common mode half of it.
    let modeReferences =
      header.modes.isEmpty
      ? references
      : header.modes.map { mode in
        let one = references[mode.first - 1]
        return switch mode.kind {
        case .single: one
        case .differential: 2 * one
        case .common: one / 2
        }
      }
    let scattering = try scattering(data, references: modeReferences)
    let raw = Network(
      checked: data.frequenciesHz, portCount: ports, s: scattering,
      impedances: modeReferences.map { Complex($0) })
    if header.modes.isEmpty { return raw }
    notes.append(
      "mixed mode converted to single-ended ports; the file's order is "
        + header.modes.map(\.text).joined(separator: " "))
    return try raw.singleEnded(
      modes: header.modes.map { mode in
        switch mode.kind {
        case .single: .single(mode.first - 1)
        case .differential: .differential(mode.first - 1, mode.second - 1)
        case .common: .common(mode.first - 1, mode.second - 1)
        }
      })
  }

  /// Scattering parameters of the file's parameters.
  ///
  /// Version 1 gives the others in units of the references, which is as if these were one ohm;
  /// version 2 gives them in ohm and siemens.
  private func scattering(
    _ data: NetworkData, references: [Double]
  ) throws(LightlaneError) -> [Double] {
    let impedances = references.map { header.hasVersion ? Complex($0) : .one }
    switch header.parameter {
    case .scattering: return data.values
    case .impedance:
      return try located {
        () throws(LightlaneError) in
        try Network(
          impedanceParameters: data.values, frequenciesHz: data.frequenciesHz,
          impedances: impedances
        ).s
      }
    case .admittance:
      return try located {
        () throws(LightlaneError) in
        try Network(
          admittanceParameters: data.values, frequenciesHz: data.frequenciesHz,
          impedances: impedances
        ).s
      }
    case .hybrid, .inverseHybrid:
      return try located {
        () throws(LightlaneError) in
        try Network(
          hybridParameters: data.values, isInverse: header.parameter == .inverseHybrid,
          frequenciesHz: data.frequenciesHz, impedances: impedances
        ).s
      }
    }
  }

  /// Put the text's name before an error.
  private func located<T>(_ body: () throws(LightlaneError) -> T) throws(LightlaneError) -> T {
    do {
      return try body()
    } catch {
      throw LightlaneError(error.status, "\(source.name): \(error.message)", row: error.row)
    }
  }
}
