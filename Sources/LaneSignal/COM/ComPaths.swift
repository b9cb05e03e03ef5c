// The paths of a COM run in frequency: channel, packages, boards, terminations and filters of the
// victim and of each aggressor.

import LaneChannel
import LaneNumerics
import LaneParameters

public enum ComRole: Sendable { case victim, far, near }

/// A four-port on COM's terms: its differential part and what it converts.
public struct ComChannel: Sendable {
  public let role: ComRole
  public let hertz: [Double]
  /// Differential to differential.
  public let differential: [TwoPort]
  /// Common to differential.
  public let conversion: [TwoPort]

  /// - Parameter ports: positions of Tx+, Tx-, Rx+ and Rx- in the network, from 0
  public init(_ network: Network, role: ComRole, ports: [Int]) {
    self.role = role
    hertz = network.frequenciesHz
    var differential: [TwoPort] = []
    var conversion: [TwoPort] = []
    differential.reserveCapacity(hertz.count)
    conversion.reserveCapacity(hertz.count)
    let (t0, t1, r0, r1) = (ports[0], ports[1], ports[2], ports[3])
    for point in 0..<network.pointCount {
      func modes(_ a: (Int, Int), _ b: (Int, Int)) -> (Complex, Complex) {
        let upper = (network[point, a.0, b.0], network[point, a.0, b.1])
        let lower = (network[point, a.1, b.0], network[point, a.1, b.1])
        return (
          0.5 * ((upper.0 - upper.1) - (lower.0 - lower.1)),
          0.5 * ((upper.0 + upper.1) - (lower.0 + lower.1))
        )
      }
      let (d11, c11) = modes((t0, t1), (t0, t1))
      let (d12, c12) = modes((t0, t1), (r0, r1))
      let (d21, c21) = modes((r0, r1), (t0, t1))
      let (d22, c22) = modes((r0, r1), (r0, r1))
      differential.append(TwoPort(s11: d11, s12: d12, s21: d21, s22: d22))
      conversion.append(TwoPort(s11: c11, s12: c12, s21: c21, s22: c22))
    }
    self.differential = differential
    self.conversion = conversion
  }
}

/// What a case makes of a channel.
struct ComPath: Sendable {
  let role: ComRole
  /// Volts of the source: half of peak to peak.
  let volts: Double
  /// Channel with boards.
  let channel: [TwoPort]
  /// Voltage transfer with packages, terminations and edge, before the receiver's filter.
  let unfiltered: [Complex]
  /// The same behind the receiver's filter.
  let transfer: [Complex]
}

extension ComConfiguration {
  /// Reflection of a termination.
  private func reflection(_ ohm: Double) -> Double { (ohm - referenceOhm) / (ohm + referenceOhm) }

  private func packages(_ role: ComRole, _ testCase: ComCase) -> (DevicePackage, Double) {
    switch role {
    case .victim: (testCase.transmitter, testCase.victimVolts)
    case .far: (testCase.farAggressor, testCase.farVolts)
    case .near: (testCase.nearAggressor, testCase.nearVolts)
    }
  }

  private func withBoards(_ channel: ComChannel) -> [TwoPort] {
    guard let boards else { return channel.differential }
    let pair =
      switch channel.role {
      case .victim: boards.victim
      case .far: boards.far
      case .near: boards.near
      }
    return zip(channel.hertz, channel.differential).map { hertz, part in
      var chain = part
      if let transmit = pair.transmit {
        chain = transmit.twoPort(hertz: hertz, ohm: referenceOhm).followed(by: chain)
      }
      return chain.followed(by: pair.receive.twoPort(hertz: hertz, ohm: referenceOhm).reversed)
    }
  }

  /// The path of a channel in a case.
  func path(_ channel: ComChannel, _ testCase: ComCase) -> ComPath {
    let (package, volts) = packages(channel.role, testCase)
    let parts = withBoards(channel)
    let transmitters = package.chain(channel.hertz, ohm: referenceOhm)
    let receivers = testCase.receiver.chain(channel.hertz, ohm: referenceOhm)
    // The reference program takes a host that is measured at its test point as matched.
    let source = boards != nil && boards?.victim.transmit == nil ? 0 : reflection(sourceOhm)
    let load = reflection(loadOhm)
    var unfiltered: [Complex] = []
    var transfer: [Complex] = []
    unfiltered.reserveCapacity(parts.count)
    transfer.reserveCapacity(parts.count)
    for (index, hertz) in channel.hertz.enumerated() {
      var value =
        transmitters[index].followed(by: parts[index]).followed(by: receivers[index].reversed)
        .voltageTransfer(source: source, load: load)
      if let edge { value *= edge.response(hertz: hertz) }
      unfiltered.append(value)
      transfer.append(value * receiverFilter.response(hertz: hertz))
    }
    return ComPath(
      role: channel.role, volts: volts, channel: parts, unfiltered: unfiltered, transfer: transfer)
  }

  /// Transmission from die pad to die pad of the victim, the dies themselves left out.
  func dieToDie(_ channel: ComChannel, _ path: ComPath, _ testCase: ComCase) -> [Complex] {
    let transmitters = testCase.transmitter.withoutDie.chain(channel.hertz, ohm: referenceOhm)
    let receivers = testCase.receiver.withoutDie.chain(channel.hertz, ohm: referenceOhm)
    return path.channel.indices.map {
      transmitters[$0].followed(by: path.channel[$0]).followed(by: receivers[$0].reversed).s21
    }
  }

  /// From common mode at the transmitter to differential at the receiver.
  func conversion(_ channel: ComChannel, _ testCase: ComCase) -> [Complex] {
    let (package, _) = packages(channel.role, testCase)
    let transmitters = package.toCommonMode.chain(channel.hertz, ohm: referenceOhm / 2)
    let receivers = testCase.receiver.chain(channel.hertz, ohm: referenceOhm)
    // Halving both the terminations and the reference leaves the reflections.
    let source = boards != nil && boards?.victim.transmit == nil ? 0 : reflection(sourceOhm)
    return channel.hertz.indices.map { index in
      var value =
        transmitters[index].followed(by: channel.conversion[index])
        .followed(by: receivers[index].reversed)
        .voltageTransfer(source: source, load: reflection(loadOhm))
      if let edge { value *= edge.response(hertz: channel.hertz[index]) }
      return value
    }
  }
}

extension DevicePackage {
  func chain(_ hertz: [Double], ohm: Double) -> [TwoPort] {
    hertz.map { twoPort(hertz: $0, ohm: ohm) }
  }
}
