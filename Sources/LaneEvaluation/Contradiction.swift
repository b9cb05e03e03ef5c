// Which parameters exclude each other: the one place that says so.

import LaneParameters

/// Two parameters whose values exclude each other, and why.
struct Contradiction: Sendable {
  let one: Int
  let other: Int
  let reason: StaticString

  /// Whether rows that vary these blocks of a link can run into a contradiction: those read below. The
  /// fibre plant is one only where there should be no fibre.
  static func canDepend(on changed: BlockSet, of values: LinkValues) -> Bool {
    var read: BlockSet = [
      .architecture, .modulator, .laserDiode, .laserPath, .latency, .copperCable,
    ]
    if values.externalLaserClass != 0 { read.insert(.laser) }
    return values.medium != 0 || !changed.isDisjoint(with: read)
  }

  /// The first contradiction of a link's numbers; nil when there is none.
  static func first(in v: LinkValues) -> Contradiction? {
    copper(v) ?? place(v) ?? light(v) ?? drive(v)
  }

  private static func copper(_ v: LinkValues) -> Contradiction? {
    guard v.medium != 0 else {
      if v.cableLengthM > 0 {
        return Contradiction(
          one: Parameter.cableLength.index, other: Parameter.medium.index,
          reason: "a link over fibre has no copper cable")
      }
      return v.cableAmplifier != 0
        ? Contradiction(
          one: Parameter.cableAmplifier.index, other: Parameter.medium.index,
          reason: "a link over fibre has no copper cable") : nil
    }
    if v.fiberLengthM > 0 {
      return Contradiction(
        one: Parameter.fiberLength.index, other: Parameter.medium.index,
        reason: "a copper link has a cable, whose length is cable_length_m")
    }
    if (v.retimerTx != 0) != (v.retimerRx != 0) {
      return Contradiction(
        one: (v.retimerTx != 0 ? Parameter.retimerTx.index : Parameter.retimerRx.index),
        other: Parameter.medium.index,
        reason: "a copper cable is passive, or active with a retimer in both ends")
    }
    if v.cableAmplifier != 0, v.retimerRx != 0 {
      return Contradiction(
        one: Parameter.cableAmplifier.index, other: Parameter.retimerRx.index,
        reason: "a cable's end amplifies what it receives or retimes it")
    }
    if v.laserLocation != 0 {
      return Contradiction(
        one: Parameter.laserLocation.index, other: Parameter.medium.index,
        reason: "a copper cable has no laser")
    }
    if v.laserPowerMode != 0 {
      return Contradiction(
        one: Parameter.laserPowerMode.index, other: Parameter.medium.index,
        reason: "a copper cable has no laser to solve for")
    }
    return nil
  }

  /// Longest host trace of each integration of a co-packaged engine, mm: type A, B, C, planar.
  private static let traceLimits = [100.0, 30, 3, 100]

  private static func place(_ v: LinkValues) -> Contradiction? {
    let isCoPackaged = v.engineLocation == 2
    if isCoPackaged != (v.integration != 0) {
      return Contradiction(
        one: Parameter.integration.index, other: Parameter.engineLocation.index,
        reason: "an engine is integrated with its host when, and only when, it is co-packaged")
    }
    if v.engineLocation == 1, v.hostTraceLengthMm > 150 {
      return Contradiction(
        one: Parameter.hostTraceLength.index, other: Parameter.engineLocation.index,
        reason: "an engine near the package is at most 150 mm away")
    }
    if isCoPackaged, let type = Int(exactly: v.integration),
      traceLimits.indices.contains(type - 1), v.hostTraceLengthMm > traceLimits[type - 1]
    {
      return Contradiction(
        one: Parameter.hostTraceLength.index, other: Parameter.integration.index,
        reason:
          "traces reach 100 mm on a substrate or planar, 30 mm on an interposer, 3 mm in a stack")
    }
    return nil
  }

  private static func light(_ v: LinkValues) -> Contradiction? {
    guard v.medium == 0 else { return nil }
    let isVcsel = v.opticsTechnology == 4
    if isVcsel != (v.fiberType != 0) {
      return Contradiction(
        one: Parameter.opticsTechnology.index, other: Parameter.fiberType.index,
        reason: "a VCSEL, and nothing else, goes with multimode fibre")
    }
    if v.laserLocation != 0, isVcsel || v.opticsTechnology == 1 {
      return Contradiction(
        one: Parameter.laserLocation.index, other: Parameter.opticsTechnology.index,
        reason: "this technology is a laser itself, which can not stand elsewhere")
    }
    if v.laserRedundancy != 0, isVcsel || v.opticsTechnology == 1 {
      return Contradiction(
        one: Parameter.laserRedundancy.index, other: Parameter.opticsTechnology.index,
        reason: "this technology is a laser itself, which can have no spare")
    }
    if v.laserLocation == 0, v.externalLaserClass != 0 {
      return Contradiction(
        one: Parameter.externalLaserClass.index, other: Parameter.laserLocation.index,
        reason: "a laser in the module has no class of external lasers")
    }
    if v.laserPowerMode == 0, v.externalLaserClass != 0,
      v.laserPowerMw * 1e-3
        > ExternalLaserClass.watts(v.externalLaserClass) * (v.laserRedundancy == 2 ? 2 : 1)
    {
      return Contradiction(
        one: Parameter.laserPower.index, other: Parameter.externalLaserClass.index,
        reason: "a fibre of the class carries at most its nominal power and 1.5 dB")
    }
    if v.laserLocation == 0, v.externalConnectors > 0 {
      return Contradiction(
        one: Parameter.externalConnectors.index, other: Parameter.laserLocation.index,
        reason: "a laser in the module has no path of polarisation-maintaining fibre")
    }
    if v.laserLocation == 0, v.externalFiberLossDb > 0 {
      return Contradiction(
        one: Parameter.externalFiberLoss.index, other: Parameter.laserLocation.index,
        reason: "a laser in the module has no path of polarisation-maintaining fibre")
    }
    return nil
  }

  private static func drive(_ v: LinkValues) -> Contradiction? {
    guard v.medium == 0 else { return nil }
    let peak: StaticString = "the swing would drive the modulator past its peak"
    switch v.opticsTechnology {
    case 0 where v.mzmSwingV > v.mzmVpiV:
      return Contradiction(
        one: Parameter.mzmSwing.index, other: Parameter.mzmVpi.index, reason: peak)
    case 3 where v.tflnSwingV > v.tflnVpiV:
      return Contradiction(
        one: Parameter.tflnSwing.index, other: Parameter.tflnVpi.index, reason: peak)
    case 2 where v.ringDetuningPm <= 0.5 * v.ringSwingV * v.ringShiftPmPerV:
      return Contradiction(
        one: Parameter.ringSwing.index, other: Parameter.ringDetuningPm.index,
        reason: "the swing would drive the resonance past the laser")
    default:
      return nil
    }
  }

  /// The error that a link's numbers make of it.
  func error(_ values: LinkValues) -> LightlaneError {
    let first = ParameterRow.all[one]
    let second = ParameterRow.all[other]
    return LightlaneError(
      .contradiction,
      "\(first.name) = \(first.text(of: values[one])) excludes \(second.name) = "
        + "\(second.text(of: values[other])): \(reason)",
      parameter: first.id)
  }
}
