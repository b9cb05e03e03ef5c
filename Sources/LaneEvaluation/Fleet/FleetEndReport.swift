// The answer for one end of one link: its bill, price, failures, latency and cost of ownership.

import LaneParameters
import LanePower

/// What one module, engine or cable end costs and how it fails, at the link's operating point.
public struct FleetEndReport: Sendable {
  /// Id of each measure and its value.
  public let scalars: [(id: Int32, value: Double)]
  public let arrays: [ReportArray]
  /// One line each: warnings first, then every setting with where it came from.
  public let notes: [String]

  /// Answer for a link as it is, in a switch of the settings of the group `fleet`.
  public init(_ settings: Settings, link: FleetLink) throws(LightlaneError) {
    try settings.expectFleet()
    let place = "the link (\(link.name))"
    let point = try FleetPoint(link, place: place)
    let figures = ReliabilityFigures(settings)
    try figures.judge()
    let rate = settings.real(Fleet.nicRateGbps) * 1e9
    let boxPayload = max(point.payload, Double(settings.integer(Fleet.switchRadix)) * rate)
    let bill = try CostBill(
      point.end, CostFigures(settings), boxPayload: boxPayload, isSwitch: true)
    let modes = try figures.modes(of: point.end)
    let failures = modes.reduce(0) { $0 + $1.rate }
    let energy = EnergyFigures(settings)
    let replaced =
      modes.reduce(0) {
        $0 + $1.rate
          * ($1.remedy == .cleaning
            ? 0 : $1.remedy == .lasers ? bill.laserPrice * figures.lasersInGroup : bill.price)
      } * EnergyFigures.hours * energy.years
    let electricity = energy.price(point.io)
    let building = energy.building(point.io)
    var path = PathLatency()
    path.add(
      point.latency, times: 1, fecLabel: "FEC",
      codewordWait: Double(settings.integer(Fleet.fecCodewords)) * point.codewordBits
        / point.lineRate)

    var ledger = MeasureLedger()
    ledger.add(Fleet.Measure.endCostUsd, bill.cost)
    ledger.add(Fleet.Measure.endPriceUsd, bill.price)
    ledger.add(Fleet.Measure.endPriceUsdPerGbps, bill.price / (point.payload * 1e-9))
    ledger.add(Fleet.Measure.endFit, failures * 1e9)
    if failures > 0 { ledger.add(Fleet.Measure.endMtbfH, 1 / failures) }
    ledger.add(Fleet.Measure.endEnergyUsd, electricity)
    ledger.add(Fleet.Measure.endProvisionedUsd, building)
    ledger.add(Fleet.Measure.endReplacementUsd, replaced)
    ledger.add(Fleet.Measure.endOwnershipUsd, bill.price + electricity + building + replaced)
    ledger.add(Fleet.Measure.linkLatencyNs, path.total * 1e9)
    // Both ends, each working between its failures and down for its repairs.
    let up = modes.reduce(1) { $0 / (1 + $1.rate * $1.repair) }
    ledger.add(Fleet.Measure.endLinkAvailability, up * up)
    ledger.add(Fleet.Measure.packageYield, bill.packageYield)
    ledger.add(Fleet.Measure.endMarginDb, point.margin)
    ledger.add(Fleet.Measure.endOpticsPowerW, point.optics)
    ledger.add(Fleet.Measure.endIoPowerW, point.io)
    scalars = try ledger.judged()
    arrays = [
      ReportArray(
        "end_cost_items_usd", "USD", "Bill of one end by block; sums to end_cost_usd",
        bill.items.map { ($0.label, $0.usd) }),
      ReportArray(
        "end_fit_items", "FIT", "Failures of one end in 1e9 h by block; sums to end_fit",
        modes.map { ($0.label, $0.rate * 1e9) }),
      ReportArray(
        "end_ownership_items_usd", "USD", "Cost of ownership of one end; sums to end_ownership_usd",
        [
          ("price", bill.price), ("electricity", electricity), ("provisioned power", building),
          ("replacements", replaced),
        ]),
      ReportArray(
        "end_power_items_w", "W", "Power of one end by block; sums to end_io_power_w",
        point.power.map { ($0.label, $0.watts) }),
      ReportArray(
        "link_latency_items_ns", "ns", "One-way latency by item; sums to link_latency_ns",
        path.items.map { ($0.label, $0.seconds * 1e9) }),
    ]
    var notes: [String] = []
    if point.margin < settings.real(Fleet.minimumMarginDb) {
      notes.append(
        "warning: the margin is below minimum_margin_db; \(point.limit)")
    }
    notes.append("power of an end: boundary io, optics and host SerDes; no box, no interface")
    let row = link.preset.row
    notes.append("link \(row.name) (\(row.date)): \(row.doc)")
    self.notes = notes + settings.notes
  }
}
