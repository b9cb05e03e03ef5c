// Settings: every preset against the workbook it is from, what is refused, and what is told.

import LaneParameters
import Testing

private func status(_ body: () throws(LightlaneError) -> Void) -> Status {
  do {
    try body()
    return .ok
  } catch {
    return error.status
  }
}

private struct Workbooks: Decodable {
  /// A cell as text: a number in its shortest form.
  struct Cell: Decodable {
    let text: String
    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      text = try (try? value.decode(String.self)) ?? "\(value.decode(Double.self))"
    }
  }
  let presets: [String: [String: Cell]]
}

@Suite struct SettingsTests {
  @Test func everyPresetAndDefaultIsValid() throws {
    for group in SettingsGroup.all {
      _ = try Settings(group)
      for preset in group.presets {
        let settings = try Settings(preset: preset.id)
        #expect(settings.notes.count == group.settings.count, "\(preset.name)")
        #expect(!settings.notes.contains { $0.hasPrefix("warning") })
        for value in preset.values {
          // A preset says something of its own, and sets a value back when it is reset.
          var changed = settings
          try changed.reset(value.setting)
          #expect(changed.value(value.setting) == settings.value(value.setting))
        }
      }
    }
  }

  @Test func presetsAreTheWorkbooks() throws {
    let presets = try golden("com_workbooks.json", as: Workbooks.self).presets
    // Of receiver calibration, which is no setting.
    let others: Set<String> = ["RX_CALIBRATION", "Sigma BBN step"]
    #expect(presets.count == 3)
    for (name, keys) in presets {
      let index = try #require(SettingsGroup.com.preset(named: name))
      let settings = try Settings(.com, preset: SettingsGroup.com.presets[index])
      var seen = 0
      for (key, cell) in keys where !others.contains(key) {
        let setting = try #require(SettingsGroup.com.setting(named: key), "\(key)")
        var other = try Settings(.com)
        try other.set(setting, text: cell.text)
        #expect(settings.value(setting) == other.value(setting), "\(name) \(key)")
        seen += 1
      }
      #expect(seen > 70)
    }
  }

  @Test func keysReadWhatPresetsSay() throws {
    let settings = try Settings(preset: Com.Preset.rate100GbaseKr)
    #expect(settings.real(Com.symbolRateGbd) == 53.125)
    #expect(settings.integer(Com.levels) == 4)
    #expect(settings.flag(Com.returnLoss))
    #expect(settings.choice(Com.rules) == .reference450)
    #expect(settings.choice(Com.hostBoard) == Com.HostBoard.none)
    #expect(settings.list(Com.cMinus1).count == 18)
    #expect(settings.list(Com.cMinus1)[9] == -0.34 + 9 * 0.02)
    #expect(settings.matrix(Com.txPackageLengthMm).numbers == [12, 31, 1.8, 1.8])
    #expect(settings.optional(Com.erlDfeSpanUi) == 21)
    #expect(settings.optional(Com.integrationStartGhz) == nil)
    #expect(settings.list(Com.dfeTapsMinimum).count == 11)
  }

  @Test func valuesAreJudged() throws {
    var settings = try Settings(preset: Com.Preset.rate100GbaseKr)
    let before = settings
    #expect(
      status { () throws(LightlaneError) in try settings.set(Com.levels, 17) } == .outOfBounds)
    #expect(
      status { () throws(LightlaneError) in try settings.set(Com.levels, 2.5) } == .notAnInteger)
    #expect(
      status { () throws(LightlaneError) in try settings.set(Com.levels, Double.nan) } == .notFinite
    )
    #expect(
      status { () throws(LightlaneError) in try settings.set(Com.levels, text: "[2 4]") } == .count)
    #expect(
      status { () throws(LightlaneError) in try settings.set(Com.levels, text: "four") }
        == .expression)
    #expect(
      status { () throws(LightlaneError) in try settings.set(Com.rules, text: "draft") }
        == .expression)
    #expect(
      status { () throws(LightlaneError) in try settings.set(Com.rules, text: "7") }
        == .outOfBounds)
    #expect(
      status { () throws(LightlaneError) in try settings.set(Com.portOrder, text: "[1 2 3]") }
        == .count)
    #expect(
      status { () throws(LightlaneError) in try settings.set(-1, text: "1") } == .unknownParameter)
    #expect(
      status { () throws(LightlaneError) in try settings.set(10_000, 1) } == .unknownParameter)
    #expect(settings.notes == before.notes)
    do throws(LightlaneError) {
      try settings.set(Com.cMinus1, text: "[-0.1 -2]")
      Issue.record("a tap of -2 is taken")
    } catch {
      #expect(error.row == 1)
      #expect(error.parameter == SettingsGroup.com.settings[Com.cMinus1.index].row.id)
      #expect(error.message.contains("c_minus_1"))
    }
    try settings.set(Com.cMinus1, text: "[0; -0.1]")
    #expect(settings.list(Com.cMinus1) == [0, -0.1])
    #expect(settings.value(Com.cMinus1.index).rows == 1)
  }

  @Test func wordsThatAreNotTakenAreToldThoseThatAre() throws {
    var settings = try Settings(preset: Com.Preset.rate100GbaseKr)
    func message(_ key: SettingKey, _ text: String) -> String {
      do throws(LightlaneError) { try settings.set(key, text: text) } catch { return error.message }
      return ""
    }
    #expect(
      message(Com.rules, "Draft")
        == "rules = 'draft' is not known; it takes 'reference_4_50', 'annex_93a'")
    #expect(message(Com.search, "fast").hasSuffix("it takes 'local', 'exhaustive'"))
    #expect(message(Com.returnLoss, "maybe").contains("takes yes, no, true and false, 1 and 0"))
    // What is no word is judged as an expression.
    #expect(message(Com.rules, "[1").contains("character"))
    for (text, answer) in [("yes", true), (" No", false), ("TRUE", true), ("false", false)] {
      #expect(message(Com.returnLoss, text).isEmpty)
      #expect(settings.flag(Com.returnLoss) == answer, "\(text)")
    }
  }

  @Test func notesTellWhereAValueComesFrom() throws {
    var settings = try Settings(preset: Com.Preset.rate100GbaseKr)
    let index = Com.dfeTapsMinimum.index
    #expect(settings.note(Com.symbolRateGbd.index).hasPrefix("symbol_rate_gbd = 53.125 GBd: IEEE"))
    #expect(settings.note(Com.pdfBinV.index).contains("reference program"))
    try settings.set(Com.dfeTaps, 3)
    try settings.set(index, text: "[ -0.15 - 0.15 ]")
    #expect(settings.isOwn(index))
    #expect(settings.notes[0].hasPrefix("warning: dfe_taps_minimum: '[ -0.15 - 0.15 ]'"))
    #expect(settings.note(index).contains("set by the user; the preset has [0.05 -0.03"))
    try settings.reset(index)
    #expect(!settings.isOwn(index))
    #expect(settings.warning(index).isEmpty)
    #expect(settings.note(-1).isEmpty && settings.value(-1).numbers.isEmpty)
  }

  @Test func namesAndAliasesAreFoundWithoutBlanksAndCase() {
    let com = SettingsGroup.com
    #expect(com.setting(named: "c(-1)") == Com.cMinus1.index)
    #expect(com.setting(named: " C( -1 ) ") == Com.cMinus1.index)
    #expect(com.setting(named: "z_p(tx)") == Com.txPackageLengthMm.index)
    #expect(com.setting(named: "tx_package_length_mm") == Com.txPackageLengthMm.index)
    #expect(com.setting(named: "c(9)") == nil)
    #expect(com.setting(named: "") == nil)
    #expect(com.preset(named: "kr") == com.preset(named: "100gbase-KR"))
  }

  @Test func idsAreReachable() throws {
    for group in SettingsGroup.all {
      for (index, setting) in group.settings.enumerated() {
        let found = try #require(SettingsGroup.setting(id: setting.row.id))
        #expect(found.group.id == group.id && found.index == index)
      }
      for measure in group.measures {
        #expect(SettingsGroup.measure(id: measure.id)?.name.description == measure.name.description)
      }
    }
    #expect(SettingsGroup.setting(id: 1) == nil && SettingsGroup.measure(id: 20100) == nil)
    #expect(status { () throws(LightlaneError) in _ = try Settings(preset: 7) } == .unknownPreset)
  }
}
