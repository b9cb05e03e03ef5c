// The 10 Gigabit Ethernet link model as Swift apps see it: sheets, models, reports.

import Lightlane
import Testing

@Test func sheetsAreModels() throws {
  #expect(TenGigabitSheet.all.count == 9)
  let sheet = TenGigabitSheet.lr
  #expect(sheet.name.description == "10gbase-lr" && sheet.values.omaDbm == -3.2)
  var model = TenGigabitLinkModel(sheet)
  #expect(abs(model.row(lengthKm: model.targetReachKm).marginDb - 0.146) < 0.001)
  model.transmitter.riseTimePs = 60
  #expect(model.row(lengthKm: 10).marginDb < 0)
  for sheet in TenGigabitSheet.all {
    #expect(TenGigabitLinkModel(sheet).row(lengthKm: 0).marginDb.isFinite, "\(sheet.name)")
    for index in TenGigabitInput.all.indices {
      #expect(!sheet.source(ofInput: index).description.isEmpty)
    }
  }
}

@Test func reportsAreTheModelsRows() throws {
  let changes = [(index: TenGigabitInput.riseTimePs, value: 60.0)]
  let report = try TenGigabitReport(.er, setting: changes, lengthsKm: [20, 40])
  let margin = try #require(report.arrays.first { $0.name == "margin_db" })
  #expect(margin.values == [20, 40].map { report.model.row(lengthKm: $0).marginDb })
  #expect(report.model.transmitter.riseTimePs == 60)
  #expect(report.notes.contains { $0.hasPrefix("rise_time_ps = 60 ps: set by the user") })
  #expect(report.arrays.count == TenGigabitColumn.columns.count + TenGigabitColumn.results.count)
}

@Test func aSheetRefusesWhatItsFibreHasNot() throws {
  #expect {
    _ = try TenGigabitReport(.sr2000, setting: [(TenGigabitInput.polarisationDelayPs, 5)])
  } throws: { error in
    let error = error as! LightlaneError
    return error.status == .contradiction && error.message.contains("modal_bandwidth_mhz_km")
  }
  #expect {
    _ = try TenGigabitReport(.lr, setting: [(TenGigabitInput.attenuationReferenceNm, 900)])
  } throws: { error in
    (error as! LightlaneError).message.hasSuffix("it takes 850, 1300, 1310 nm")
  }
}
