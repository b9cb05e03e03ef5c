/* Contract of lightlane.hpp: what it throws, what it owns, and that its answers have the bits
 * of the C calls. */
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <lightlane/lightlane.hpp>
#include <thread>
#if defined(__cpp_lib_span) || __cplusplus >= 202002L
#include <span>
#endif

namespace {

int passed, failed;

void check(bool holds, const char *text, int line) {
  (holds ? passed : failed)++;
  if (!holds)
    std::printf("%s:%d: does not hold: %s\n", __FILE__, line, text);
}

#define CHECK(condition) check((condition), #condition, __LINE__)

template <class F> lightlane::Error thrown_by(F call) {
  try {
    call();
  } catch (const lightlane::Error &error) {
    return error;
  }
  return lightlane::Error(LIGHTLANE_OK, "nothing was thrown");
}

#define THROWS(code, ...) CHECK(thrown_by([&] { (void)__VA_ARGS__; }).status() == (code))

using Columns = std::vector<std::vector<double>>;
const std::vector<std::int32_t> wanted = {LIGHTLANE_METRIC_MARGIN_DB, LIGHTLANE_METRIC_POWER_IO_W};

static_assert(!std::is_copy_constructible<lightlane::Link>::value, "links are move-only");
static_assert(!std::is_copy_assignable<lightlane::Plan>::value, "plans are move-only");
static_assert(std::is_nothrow_move_constructible<lightlane::Link>::value, "links move");
static_assert(std::is_nothrow_move_constructible<lightlane::Plan>::value, "plans move");
static_assert(std::is_nothrow_move_constructible<lightlane::Report>::value, "reports move");

void test_tables() {
  CHECK(lightlane::version_fits());
  CHECK(!lightlane::version().empty() && !lightlane::build_info().empty());
  CHECK(lightlane::parameters().size() == lightlane_parameter_count());
  CHECK(lightlane::metrics().size() == lightlane_metric_count());
  CHECK(lightlane::presets().size() == lightlane_preset_count());
  CHECK(lightlane::parameter("lanes").id == LIGHTLANE_PARAMETER_LANES);
  CHECK(std::strcmp(lightlane::metric(LIGHTLANE_METRIC_BER).name, "ber") == 0);
  CHECK(lightlane::choices(LIGHTLANE_PARAMETER_LASER_LOCATION).at(1) == "external");
  CHECK(lightlane::choices(LIGHTLANE_PARAMETER_LANES).empty());
  CHECK(lightlane::preset_value(LIGHTLANE_PRESET_LPO, LIGHTLANE_PARAMETER_LANES).value == 8);
  THROWS(LIGHTLANE_UNKNOWN_PARAMETER, lightlane::parameter("lane"));
  THROWS(LIGHTLANE_UNKNOWN_METRIC, lightlane::metric(-1));
  THROWS(LIGHTLANE_UNKNOWN_PRESET, lightlane::preset("lp0"));
}

void test_link() {
  THROWS(LIGHTLANE_UNKNOWN_PRESET, lightlane::Link("no such preset"));
  THROWS(LIGHTLANE_UNKNOWN_PRESET, lightlane::Link(0));
  lightlane::Link link("lpo");
  CHECK(link.preset() == LIGHTLANE_PRESET_LPO);
  link.set(LIGHTLANE_PARAMETER_LANES, 4).set(LIGHTLANE_PARAMETER_FIBER_LENGTH_M, 20);
  const lightlane::Link copy = link.clone();
  link.set({{LIGHTLANE_PARAMETER_LANES, 2}, {LIGHTLANE_PARAMETER_FIBER_LENGTH_M, 30}});
  CHECK(copy.get(LIGHTLANE_PARAMETER_LANES) == 4 && link.get(LIGHTLANE_PARAMETER_LANES) == 2);
  CHECK(link.reset(LIGHTLANE_PARAMETER_LANES).get(LIGHTLANE_PARAMETER_LANES) == 8);

  const auto error = thrown_by([&] { link.set(LIGHTLANE_PARAMETER_LANES, 1000); });
  CHECK(error.status() == LIGHTLANE_OUT_OF_BOUNDS && std::strlen(error.what()) > 0);
  CHECK(error.parameter() == LIGHTLANE_PARAMETER_LANES && error.row() == -1);
  CHECK(std::strcmp(error.status_name(), "OUT_OF_BOUNDS") == 0);
  const auto item = thrown_by([&] {
    link.set({{LIGHTLANE_PARAMETER_LANES, 1}, {LIGHTLANE_PARAMETER_FIBER_LENGTH_M, -1}});
  });
  CHECK(item.row() == 1 && link.get(LIGHTLANE_PARAMETER_LANES) == 8);

  lightlane::Link moved = std::move(link);
  CHECK(moved.preset() == LIGHTLANE_PRESET_LPO && !link.handle());
  THROWS(LIGHTLANE_NULL_POINTER, link.set(LIGHTLANE_PARAMETER_LANES, 4));
  link = lightlane::Link("dsp");
  CHECK(link.preset() == LIGHTLANE_PRESET_DSP);
}

void test_plan() {
  const lightlane::Link link("lpo");
  THROWS(LIGHTLANE_COUNT, lightlane::Plan(link, {}, {}));
  THROWS(LIGHTLANE_UNKNOWN_PARAMETER, lightlane::Plan(link, {9999}, wanted));
  const lightlane::Plan still(link, {}, wanted);
  CHECK(still.varying_count() == 0 && still.metric_count() == 2);
  CHECK(still.evaluate({}).size() == 2 && still.run({}).size() == 1);
  CHECK(still.run({}).columns[1][0] == still.evaluate({})[1]);

  const lightlane::Plan plan(link, {LIGHTLANE_PARAMETER_FIBER_LENGTH_M}, wanted);
  THROWS(LIGHTLANE_COUNT, plan.evaluate({1, 2}));
  THROWS(LIGHTLANE_OUT_OF_BOUNDS, plan.evaluate({-1}));
  CHECK(plan.evaluate({500}) == still.evaluate({}));
}

/* Vectors, arrays, C arrays, views and spans in; each answer has the bits of single rows. */
void test_runs() {
  const lightlane::Plan plan(lightlane::Link("lpo"), {LIGHTLANE_PARAMETER_FIBER_LENGTH_M}, wanted);
  const std::vector<double> length_m = {10, 500, 2000};
  const std::array<double, 3> same_length_m = {{10, 500, 2000}};
  std::vector<double> margin(3);
  double power[3];
  plan.run({length_m}, {margin, power});
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(plan.evaluate({length_m[i]}) == (std::vector<double>{margin[i], power[i]}));

  const lightlane::Rows rows = plan.run({same_length_m});
  CHECK(rows.size() == 3 && rows.columns[0] == margin);
  CHECK(rows.status == std::vector<std::int32_t>(3, LIGHTLANE_OK));

  std::vector<std::int32_t> status(3, 77);
  const std::vector<double> with_a_bad_one = {10, -5, 2000};
  std::vector<double> holed(3);
  plan.run({with_a_bad_one}, {holed, power}, status);
  CHECK(holed[0] == margin[0] && std::isnan(holed[1]) && holed[2] == margin[2]);
  CHECK(status == (std::vector<std::int32_t>{LIGHTLANE_OK, LIGHTLANE_OUT_OF_BOUNDS, LIGHTLANE_OK}));

  const double one[] = {500};
  plan.run({one}, {holed, power});
  CHECK(holed == std::vector<double>(3, margin[1]));

  std::vector<double> pair(2);
  THROWS(LIGHTLANE_COUNT, plan.run({length_m}, {pair, power}));
  THROWS(LIGHTLANE_COUNT, plan.run({pair}, {margin, power}));
  THROWS(LIGHTLANE_COUNT, plan.run({length_m}, {margin}));
  THROWS(LIGHTLANE_COUNT, plan.run({length_m}, {margin, power}, std::vector<std::int32_t>(2)));
  THROWS(LIGHTLANE_OVERLAP, plan.run({length_m}, {margin, margin}));
#if defined(__cpp_lib_span)
  const std::span<const double> span(length_m);
  CHECK(plan.run({span}).columns[0] == margin);
#endif
}

void test_strided() {
  const lightlane::Plan plan(lightlane::Link("lpo"), {LIGHTLANE_PARAMETER_FIBER_LENGTH_M}, wanted);
  double length_m[] = {10, 500, 2000}, matrix[3][2];
  const lightlane_column in[] = {{length_m, 8}};
  const lightlane_column out[] = {{&matrix[0][0], 16}, {&matrix[0][1], 16}};
  plan.run(3, in, out);
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(plan.evaluate({length_m[i]}) == (std::vector<double>{matrix[i][0], matrix[i][1]}));
}

void test_progress_and_threads() {
  const lightlane::Plan plan(lightlane::Link("lpo"), {LIGHTLANE_PARAMETER_FIBER_LENGTH_M}, wanted);
  std::vector<double> length_m(30000);
  for (std::size_t i = 0; i < length_m.size(); ++i)
    length_m[i] = static_cast<double>(i) / 20;
  const Columns expected = plan.run({length_m}).columns;

  lightlane::RunOptions options;
  options.threads = 2;
  std::uint64_t last = 0;
  options.progress = [&](std::uint64_t done, std::uint64_t total) {
    last = done;
    return done > total;
  };
  CHECK(plan.run({length_m}, options).columns == expected);
  CHECK(last == length_m.size());

  options.progress = [](std::uint64_t, std::uint64_t) { return true; };
  THROWS(LIGHTLANE_CANCELLED, plan.run({length_m}, options));
  options.progress = [](std::uint64_t, std::uint64_t) -> bool { throw std::out_of_range("mine"); };
  bool mine = false;
  try {
    (void)plan.run({length_m}, options);
  } catch (const std::out_of_range &) {
    mine = true;
  }
  CHECK(mine);

  bool same[2] = {false, false};
  std::thread other([&] { same[0] = plan.run({length_m}).columns == expected; });
  same[1] = plan.run({length_m}).columns == expected;
  other.join();
  CHECK(same[0] && same[1]);
}

void test_report() {
  const lightlane::Link link("cpo_a");
  const lightlane::Report report(link);
  const lightlane::Plan plan(link, {}, wanted);
  CHECK(report.scalars().size() == lightlane_metric_count());
  CHECK(report.value(LIGHTLANE_METRIC_POWER_IO_W) == plan.evaluate({})[1]);
  CHECK(!report.arrays().empty() && !report.notes().empty());
  for (const auto &array : report.arrays())
    CHECK(array.labels.empty() || array.labels.size() == array.values.size());
  THROWS(LIGHTLANE_UNKNOWN_METRIC, report.value(-1));
}

void test_ten_gigabit() {
  const auto sheets = lightlane::ten_gigabit_sheets();
  CHECK(sheets.size() == lightlane_ten_gigabit_sheet_count() && !sheets.empty());
  for (const auto &sheet : sheets) {
    const auto inputs = lightlane::ten_gigabit_inputs(sheet.id);
    CHECK(inputs.size() == lightlane_ten_gigabit_input_count() && !inputs.empty());
  }
  const std::int32_t lr = LIGHTLANE_TEN_GIGABIT_SHEET_10GBASE_LR;
  const auto report = lightlane::Report::ten_gigabit(lr);
  CHECK(report.scalars().empty() && !report.notes().empty());
  const auto first = report.arrays().at(0);
  CHECK(first.name == "length_km" && first.values == std::vector<double>{10} &&
        first.labels.empty());
  CHECK(report.arrays().back().labels.size() == 1);
  const std::vector<double> lengths_km = {2, 4, 8};
  const std::pair<std::int32_t, double> inputs[] = {{LIGHTLANE_TEN_GIGABIT_INPUT_RISE_TIME_PS, 40}};
  const auto moved = lightlane::Report::ten_gigabit(lr, lengths_km, inputs);
  CHECK(moved.arrays().at(0).values == lengths_km);
  THROWS(LIGHTLANE_UNKNOWN_PRESET, lightlane::Report::ten_gigabit(1));
  THROWS(LIGHTLANE_OUT_OF_BOUNDS, lightlane::Report::ten_gigabit(lr, {-1.0}));
  THROWS(LIGHTLANE_UNKNOWN_PRESET, lightlane::ten_gigabit_inputs(1));
}

void test_settings() {
  const std::int32_t com = LIGHTLANE_GROUP_COM, taps = LIGHTLANE_COM_C_MINUS_1;
  CHECK(lightlane::groups().size() == lightlane_group_count());
  CHECK(lightlane::settings(com).size() == lightlane::group(com).settings);
  CHECK(lightlane::settings_presets(com).size() == lightlane::group(com).presets);
  CHECK(lightlane::measures(com).size() == lightlane::group(com).measures);
  CHECK(lightlane::setting(com, "f_b").id == LIGHTLANE_COM_SYMBOL_RATE_GBD);
  CHECK(lightlane::measure(com, "com_db").id == LIGHTLANE_COM_MEASURE_COM_DB);
  lightlane::Settings settings(com, "100GBASE-KR");
  CHECK(settings.group() == com && settings.preset() == LIGHTLANE_COM_PRESET_100GBASE_KR);
  CHECK(settings.get(taps).numbers.size() == 18 && !settings.is_own(taps));
  const lightlane::Settings before = settings.clone();
  settings.set(taps, "[-0.1 - 0.1]").set(LIGHTLANE_COM_LEVELS, 2);
  CHECK(settings.get(taps).numbers == std::vector<double>{-0.2} && settings.is_own(taps));
  CHECK(settings.warning(taps).find("blanks") != std::string::npos);
  CHECK(settings.note(taps).find("set by the user") != std::string::npos);
  settings.set(taps, std::vector<double>{0, -0.1}).reset(LIGHTLANE_COM_LEVELS);
  CHECK(settings.get(taps).columns == 2 && settings.warning(taps).empty());
  const lightlane::Matrix lengths = before.get(LIGHTLANE_COM_TX_PACKAGE_LENGTH_MM);
  CHECK(lengths.rows == 2 && lengths.columns == 2 && lengths.numbers[1] == 31);
  settings.set(LIGHTLANE_COM_RX_PACKAGE_LENGTH_MM, lengths);
  CHECK(settings.get(LIGHTLANE_COM_RX_PACKAGE_LENGTH_MM).numbers == lengths.numbers);
  CHECK(before.get(taps).numbers.size() == 18);
  CHECK(lightlane::Settings(com).preset() == 0);
  THROWS(LIGHTLANE_COUNT, settings.set(taps, lightlane::Matrix{2, 2, {0, 0, 0}}));
  THROWS(LIGHTLANE_EXPRESSION, settings.set(taps, std::string("[1")));
  THROWS(LIGHTLANE_OUT_OF_BOUNDS, settings.set(LIGHTLANE_COM_LEVELS, 0));
  THROWS(LIGHTLANE_UNKNOWN_PRESET, lightlane::Settings(com, "10GBASE-KR"));
  THROWS(LIGHTLANE_UNKNOWN_PARAMETER, lightlane::setting(com, "f_c"));
  THROWS(LIGHTLANE_UNKNOWN_METRIC, lightlane::measure(1));
}

void test_networks() {
  const std::vector<double> hz = {1e9, 2e9, 3e9};
  std::vector<lightlane::Network::Complex> s;
  for (int k = 0; k < 12; ++k)
    s.push_back({0.0625 * k, -0.03125 * k});
  const lightlane::Network network(hz, 2, s);
  CHECK(network.points() == 3 && network.ports() == 2);
  CHECK(network.at(1, 1, 0) == s[6] && network.scattering().size() == 12);
  CHECK(network.frequencies_hz()[2] == 3e9 && network.impedances_ohm()[1] == 50.0);
  THROWS(LIGHTLANE_COUNT, network.at(3, 0, 0));
  THROWS(LIGHTLANE_COUNT, lightlane::Network(hz, 3, s));
  THROWS(LIGHTLANE_FILE, lightlane::Network::read("/nonexistent/x.s2p"));
  THROWS(LIGHTLANE_FORMAT, lightlane::Network::parse("# Hz", "x.s1p"));
  const auto parsed = lightlane::Network::parse("# Hz S RI R 50\n1 0.5 0.25\n", "x.s1p");
  CHECK(parsed.at(0, 0, 0) == lightlane::Network::Complex(0.5, 0.25));

  const auto close = [](const lightlane::Network &a, const lightlane::Network &b) {
    double worst = a.scattering().size() == b.scattering().size() ? 0 : 1;
    for (std::size_t i = 0; worst < 1 && i < a.scattering().size(); ++i)
      worst = std::max(worst, std::abs(a.scattering()[i] - b.scattering()[i]));
    return worst < 1e-12;
  };
  const auto both = network.cascade(network);
  CHECK(close(both.deembed_left(network), network) && close(both.deembed_right(network), network));
  CHECK(close(network.renormalize_all({30.0, 10.0}).renormalize_all(50.0), network));
  CHECK(close(network.mixed_mode({{0, 1}}).single_ended({{0, 1}}), network));
  CHECK(network.subnetwork({1}).at(2, 0, 0) == s[11]);
  CHECK(network.interpolate({1.5e9}).points() == 1 && network.crop(2e9, 9e9).points() == 2);
  CHECK(network.extrapolate().frequencies_hz()[0] == 0);
  CHECK(network.parameters(LIGHTLANE_PARAMETERS_TRANSFER).size() == 12);
  CHECK(!network.report().arrays().empty() && !network.report().notes().empty());
  CHECK(network.response(1, 0, LIGHTLANE_STIMULUS_IMPULSE).arrays().at(1).name == "response");
}

void test_com() {
  std::vector<double> hz;
  std::vector<lightlane::Network::Complex> scattering;
  for (int k = 0; k < 1501; ++k) {
    hz.push_back(40e6 * k);
    scattering.resize(scattering.size() + 16);
    auto *s = scattering.data() + scattering.size() - 16;
    const double size = std::exp(-0.2 * std::sqrt(hz.back() * 1e-9));
    s[1] = s[4] = std::polar(size, -6.283185307179586e-9 * hz.back());
    s[11] = s[14] = std::polar(size, -6.285e-9 * hz.back());
  }
  const lightlane::Network thru(hz, 4, scattering);
  lightlane::Settings settings(LIGHTLANE_GROUP_COM, "kr");
  settings.set(LIGHTLANE_COM_C_MINUS_3, 0).set(LIGHTLANE_COM_PACKAGE_CASE, 1);
  const auto margin = [](const lightlane::Report &report) {
    return report.value(LIGHTLANE_COM_MEASURE_COM_DB);
  };
  const double alone = margin(lightlane::com(settings, thru));
  CHECK(alone > 3);
  CHECK(margin(lightlane::com(settings, thru, {thru}, {thru, thru})) < alone);
  const auto two_ports = lightlane::Network::parse("# Hz S RI R 50\n1 0 0 1 0 1 0 0 0\n", "x.s2p");
  THROWS(LIGHTLANE_COUNT, lightlane::com(settings, two_ports));
}

} // namespace

void test_error_correction() {
  lightlane::Settings settings(LIGHTLANE_GROUP_FEC);
  settings.set(LIGHTLANE_FEC_PRE_FEC_BIT_ERROR_RATIO, std::vector<double>{2.4e-4, 1e-4});
  const auto report = lightlane::fec(settings);
  CHECK(std::fabs(report.value(LIGHTLANE_FEC_MEASURE_CODEWORD_ERROR_RATIO) / 8.1516e-13 - 1) <
        1e-4);
  CHECK(report.arrays().size() == 5 && report.arrays()[1].values.size() == 2);

  lightlane::Settings measured(LIGHTLANE_GROUP_LIMITS, "400GBASE-DR4");
  measured.set(LIGHTLANE_LIMITS_TDECQ_DB, 3.5);
  const auto limits = lightlane::limits(measured);
  CHECK(limits.value(LIGHTLANE_LIMITS_MEASURE_LIMITS_FAILED) == 1);
  THROWS(LIGHTLANE_UNKNOWN_PARAMETER, lightlane::limits(settings));
  THROWS(LIGHTLANE_CONTRADICTION, lightlane::fec(measured));

  const lightlane::ReedSolomon coder;
  std::vector<std::uint16_t> message(2 * coder.dimension(), 5);
  const std::vector<std::uint16_t> sent = coder.encode(message);
  std::vector<std::uint16_t> words = sent;
  for (std::size_t i = 0; i < 16; ++i) {
    words[i] ^= 1;
    words[coder.length() + i] ^= i < 15 ? 1 : 0;
  }
  const std::vector<std::int32_t> corrected = coder.decode(words);
  CHECK(corrected.size() == 2 && corrected[0] == LIGHTLANE_UNCORRECTABLE && corrected[1] == 15);
  CHECK(std::equal(words.begin() + 544, words.end(), sent.begin() + 544));
  words.resize(coder.length());
  CHECK(coder.decode(words, {0u, 1u, 2u}) == 13 &&
        std::equal(words.begin(), words.end(), sent.begin()));
  THROWS(LIGHTLANE_COUNT, coder.encode(std::vector<std::uint16_t>(5)));
  THROWS(LIGHTLANE_OUT_OF_BOUNDS, lightlane::ReedSolomon(544, 513));
  words[0] = 1024;
  THROWS(LIGHTLANE_OUT_OF_BOUNDS, coder.decode(words));
}

int main() {
  test_com();
  test_networks();
  test_tables();
  test_link();
  test_plan();
  test_runs();
  test_strided();
  test_progress_and_threads();
  test_report();
  test_ten_gigabit();
  test_settings();
  test_error_correction();
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}
