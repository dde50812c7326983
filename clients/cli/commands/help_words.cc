#include "clients/cli/commands/help_words.h"

#include <memory>
#include <vector>

#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

constexpr size_t kNameColumns = 26;

// CLI11 counts bytes where it aligns; Vietnamese words have fewer columns than bytes.
class AlignedFormatter : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    return Line(make_option_name(option, is_positional) + make_option_opts(option),
                make_option_desc(option));
  }
  std::string make_subcommand(const CLI::App* command) const override {
    return Line(command->get_name(), command->get_description());
  }

 private:
  static std::string Line(const std::string& name, const std::string& description) {
    std::string line = "  " + name;
    const size_t width = DisplayWidth(name);
    if (width + 2 > kNameColumns) {
      line += "\n" + std::string(kNameColumns + 2, ' ');
    } else {
      line += std::string(kNameColumns - width, ' ');
    }
    return line + description + "\n";
  }
};

}  // namespace

void TranslateHelp(CLI::App& app, Context& context) {
  const auto formatter = std::make_shared<AlignedFormatter>();
  if (context.language() == Language::kVietnamese) {
    formatter->label("Usage", "Cách dùng");
    formatter->label("OPTIONS", "TÙY CHỌN");
    formatter->label("SUBCOMMAND", "LỆNH");
    formatter->label("SUBCOMMANDS", "LỆNH");
    formatter->label("Positionals", "Tham số");
    formatter->label("REQUIRED", "(bắt buộc)");
    formatter->label("Needs", "cần");
    formatter->label("Excludes", "không cùng");
  } else {
    formatter->label("REQUIRED", "(required)");
  }
  app.formatter(formatter);
  app.set_help_flag("-h,--help", context.Say("in trợ giúp này", "print this help"));
}

std::string UsageFault(const CLI::ParseError& error, const CLI::App& app, Context& context) {
  const std::string what = error.what();
  const std::vector<std::string> rest = app.remaining(/*recurse=*/true);
  if (what.starts_with("A subcommand is required") && !rest.empty()) {
    return context.Say("Không có lệnh \"" + rest.front() + "\"; xem --help.",
                       "There is no command \"" + rest.front() + "\"; see --help.");
  }
  if (context.language() == Language::kEnglish) return what;
  const std::string kind = error.get_name();
  if (kind == "RequiredError") {
    const std::string suffix = " is required";
    if (what.ends_with(suffix)) {
      const std::string name = what.substr(0, what.size() - suffix.size());
      return name == "A subcommand" ? "Thiếu lệnh; xem --help." : "Thiếu " + name + ".";
    }
  }
  // CLI11 names this error after the command.
  if (what.starts_with("The following argument")) {
    const size_t colon = what.find(": ");
    if (colon != std::string::npos) return "Không hiểu: " + what.substr(colon + 2);
  }
  if (kind == "RequiresError") {
    const size_t requires_at = what.find(" requires ");
    if (requires_at != std::string::npos) {
      return what.substr(0, requires_at) + " cần có " + what.substr(requires_at + 10) + ".";
    }
  }
  if (kind == "ExcludesError") {
    const size_t excludes_at = what.find(" excludes ");
    if (excludes_at != std::string::npos) {
      return what.substr(0, excludes_at) + " không dùng cùng " + what.substr(excludes_at + 10) +
             ".";
    }
  }
  if (kind == "ArgumentMismatch") return "Thiếu hoặc thừa giá trị: " + what;
  return what;
}

}  // namespace hemoledger
