// The Swift face: units as types, validation, value semantics.

import Lightlane
import Testing

@Test func quantitiesCarryTheirUnits() throws {
  var link = Link(.lpo)
  try link.set(.fiberLength, .kilometres(1.5))
  #expect(link[.fiberLength].metres == 1500)
  #expect(link.values.fiberLengthM == 1500)
  try link.set(.laserPower, .dBm(13))
  #expect(abs(link.values.laserPowerMw - 19.952623149688797) < 1e-12)
  try link.set(.retimerTx, .dsp)
  #expect(link[.retimerTx] == .dsp)
  try link.set(.modulatorPredistortion, true)
  #expect(link[.modulatorPredistortion])
  try link.set(.connectors, 6)
  #expect(link[.connectors] == 6)
  #expect(abs(Power.dBm(0).milliwatts - 1) < 1e-15)
  #expect((Decibels.decibels(3) + .decibels(4)).decibels == 7)
}

@Test func numbersSurviveTheirUnits() throws {
  for length in [0.1, 1311, 500, 99_999] {
    let link = try Link(.lpo).setting(.fiberLength, .metres(length))
    #expect(link[.fiberLength].metres == length)
  }
  let link = try Link(.lpo).setting(.laserWavelength, .nanometres(1304.5))
  #expect(abs(link.values.laserWavelengthNm - 1304.5) < 1e-9)
}

@Test func aBadValueThrowsWithItsBoundsAndChangesNothing() throws {
  var link = Link(.lpo)
  let before = link
  #expect {
    try link.set(.fiberLength, .metres(-1))
  } throws: { error in
    let error = error as! LightlaneError
    return error.status == .outOfBounds && error.parameter == 1000
      && error.message.contains("-1 m") && error.message.contains("0 to 100000 m")
  }
  #expect {
    try link.set(.laserRinDbPerHz, .nan)
  } throws: {
    ($0 as! LightlaneError).status == .notFinite
  }
  #expect(link == before)
}

@Test func linksAreValues() throws {
  let link = Link(.dsp)
  let other = try link.setting(.fiberLength, .metres(2000))
  #expect(link[.fiberLength].metres == 500)
  #expect(try other.evaluate(.margin) < link.evaluate(.margin))
  var again = other
  again.reset(.fiberLength)
  #expect(again == link)
}

@Test func metricsAreQuantities() throws {
  let link = Link(.cpoA)
  let all = try link.evaluate()
  #expect(all[.powerIo].watts == all.powerIoW)
  #expect(try link.evaluate(.energyOptics).picojoules > 0)
  #expect(all[.latency].nanoseconds == all.latencyNs)
}

@Test func everyPresetNamesItsSources() {
  for preset in Preset.all {
    for (index, row) in ParameterRow.all.enumerated() {
      #expect(!preset.row.source(ofParameter: index).description.isEmpty, "\(row.name)")
      #expect(row.limits.status(of: preset.row.linkValues[index]) == .ok, "\(row.name)")
    }
  }
}
