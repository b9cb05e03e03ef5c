// The labelled arrays and the notes of a fleet's report.

import LaneParameters
import LanePower

extension ReportArray {
  /// A breakdown from labelled items.
  init(
    _ name: String, _ unit: String, _ doc: String, _ items: [(label: String, value: Double)]
  ) {
    self.init(
      name: name, unit: unit, doc: doc, labels: items.map(\.label), values: items.map(\.value))
  }
}

extension FleetNetwork {
  /// Boxes, links and modules by kind.
  var countArrays: [ReportArray] {
    let boxes = BoxKind.allCases.map { ($0.name, Double(topology.boxes($0))) }
    let classes = LengthClass.allCases.map { kind in
      (
        kind.name,
        Double(spans.filter { $0.lengthClass == kind }.reduce(0) { $0 + $1.links })
      )
    }
    return [
      ReportArray("boxes", "1", "Interfaces and switches by kind", boxes),
      ReportArray(
        "links_by_tier", "1", "Links by tier; sums to links",
        topology.tiers.map { ($0.name, Double($0.links)) }),
      ReportArray("links_by_length", "1", "Links by class of length; sums to links", classes),
      ReportArray(
        "modules_by_end", "1",
        "Modules, engines and cable ends by end; sums to modules and cable_ends",
        ends.map { ($0.label, Double($0.modules)) }),
    ]
  }

  /// What the links of each tier and length are like.
  var linkArrays: [ReportArray] {
    [
      ReportArray(
        "link_length_m", "m", "Length of the links of each tier and class",
        spans.map { ($0.label, $0.length) }),
      ReportArray(
        "link_margin_db", "dB", "Margin of the links of each tier and class",
        spans.map { ($0.label, $0.point.margin) }),
      ReportArray(
        "end_power_w", "W", "Boundary optics: power of one module, engine or cable end",
        ends.map { ($0.label, $0.point.optics) }),
      ReportArray(
        "end_price_usd", "USD", "Price of one module, engine or cable end",
        ends.map { ($0.label, $0.bill.price) }),
      ReportArray(
        "end_fit", "FIT",
        "Failures of one module, engine or cable end in 1e9 h, connector included",
        ends.map { ($0.label, $0.modes.reduce(0) { $0 + $1.rate } * 1e9) }),
    ]
  }

  /// Latency between the accelerators farthest apart.
  var path: PathLatency {
    var path = PathLatency()
    for (index, tier) in topology.tiers.enumerated() {
      guard
        let span = spans.filter({ $0.tier == index }).max(by: { $0.length < $1.length })
      else { continue }
      let words = Double(settings.integer(Fleet.fecCodewords))
      path.add(
        span.point.latency, times: Double(tier.onPath), fecLabel: "FEC",
        codewordWait: words * span.point.codewordBits / span.lineRateOfLink)
    }
    path.add(
      "switches",
      Double(topology.switchesOnPath) * settings.real(Fleet.switchLatencyNs) * 1e-9)
    return path
  }

  /// Warnings, what the answer leaves out, the links, then every setting.
  func notes(_ links: FleetLinks) -> [String] {
    var notes = warnings
    if topology.tiers.count < demand.tiers {
      notes.append(
        "warning: \(demand.accelerators) accelerators need \(topology.tiers.count) of"
          + " \(demand.tiers) tiers of links; the others are left out")
    }
    for end in ends where end.point.payload < rate * (1 - 1e-9) {
      notes.append(
        "warning: \(end.label): a link of \(decimal(rate * 1e-9)) Gb/s takes several ends of"
          + " \(decimal((end.point.payload * 1e-8).rounded() / 10)) Gb/s")
    }
    let given = links.tiers + [links.rack, links.interface].compactMap { $0 }
    for name in FleetLink.surroundings where given.contains(where: { $0.isOwn(name.read) }) {
      notes.append("warning: \(name.parameter) of a link is not read here; \(name.instead) is")
    }
    let lengths = settings.list(Fleet.classLengthM)
    if lengths != lengths.sorted() {
      notes.append("warning: class_length_m falls: a wider class has shorter links")
    }
    let job = settings.integer(Fleet.jobAccelerators)
    if job > demand.accelerators {
      notes.append(
        "warning: job_accelerators = \(job) are more than there are; a job takes all"
          + " \(demand.accelerators)")
    }
    notes.append(
      "budget fidelity: counts by class, each link at the length of its class, failures independent"
    )
    notes.append(
      "left out: front-end and storage networks, the accelerators' own fabric, accelerators' and"
        + " servers' price, discounting")
    if settings.real(Fleet.fiberUsdPerM) == 0 {
      notes.append("left out: the price of the fibre plant, as fiber_usd_per_m is 0")
    }
    var told: [Int32] = []
    for link in given {
      let row = link.preset.row
      if told.contains(row.id) { continue }
      told.append(row.id)
      notes.append("link \(row.name) (\(row.date)): \(row.doc)")
    }
    return notes + settings.notes
  }
}

extension FleetLink {
  /// What a link is given of what surrounds it, and the fleet's setting in its place.
  fileprivate static var surroundings:
    [(parameter: String, read: @Sendable (LinkValues) -> Double, instead: String)]
  {
    [
      ("box_core_pj_per_bit", { $0.boxCorePjPerBit }, "switch_core_w_per_tbps, nic_core_w"),
      ("links_per_accelerator", { $0.linksPerAccelerator }, "topology"),
      ("accelerator_w", { $0.acceleratorW }, "accelerator_power_w"),
      ("pue", { $0.pue }, "the fleet's pue"),
    ]
  }

  /// Whether a number is another than that of the preset.
  fileprivate func isOwn(_ read: (LinkValues) -> Double) -> Bool {
    read(values) != read(preset.row.linkValues)
  }
}

extension PathLatency {
  /// The items as an array of a report.
  var array: ReportArray {
    ReportArray(
      "path_latency_items_ns", "ns", "One-way latency of the longest path; sums to path_latency_ns",
      items.map { ($0.label, $0.seconds * 1e9) })
  }
}

extension FleetPower {
  /// The boundaries' breakdowns.
  var arrays: [ReportArray] {
    [
      ReportArray(
        "power_by_block_w", "W", "Power of all ends by block; sums to io_power_w",
        blocks.map { ($0.label, $0.watts) }),
      ReportArray(
        "network_power_items_w", "W", "Power of the network; sums to network_power_w",
        network.map { ($0.label, $0.watts) }),
      ReportArray(
        "box_power_w", "W", "Boundary system: power of one box of each kind with all its ends",
        boxes.map { ($0.label, $0.watts) }),
      ReportArray(
        "cluster_power_items_w", "W", "Power of the cluster; sums to cluster_power_w",
        cluster.map { ($0.label, $0.watts) }),
    ]
  }
}

extension FleetCost {
  /// What is bought, and what is paid over the years.
  var arrays: [ReportArray] {
    [
      ReportArray(
        "network_items_usd", "USD", "Price of the network; sums to network_usd",
        items.map { ($0.label, $0.usd) }),
      ReportArray(
        "ownership_items_usd", "USD", "Cost of ownership; sums to ownership_usd",
        ownership.map { ($0.label, $0.usd) }),
    ]
  }
}

extension FleetFailures {
  /// What fails.
  func array(_ fleet: FleetNetwork) -> ReportArray {
    ReportArray(
      "failure_items_per_day", "1/day", "Failures by what fails; sums to failures_per_day",
      items.map { ($0.label, $0.perHour * 24) })
  }
}

extension LinkEnd {
  /// Lasers of the end with their spares.
  func lasersInAll(_ figures: CostFigures) -> Double {
    isCopper ? 0 : lasersFitted(figures)
  }
}
