// What stands on a report besides figures: who prepared it and who signs it. From hemo's
// configuration file (clients/cli/commands/settings.h), table [report].
#pragma once

#include <string>

namespace hemoledger {

// Blank: nothing is printed there, or the default. Texts for one line each, but that of
// `signed_title`.
struct ReportSettings {
  // "Phụ lục 1": above the title. Blank: none.
  std::string annex;
  // In place of "KẾT QUẢ THỰC HIỆN CHỈ TIÊU HIẾN MÁU".
  std::string title;
  // Where it is signed. Blank: where the plan was.
  std::string place;
  // Name below "Người lập biểu".
  std::string prepared_by;
  // In place of "TM. BAN CHỈ ĐẠO".
  std::string signed_for;
  // "KT. TRƯỞNG BAN\nPHÓ TRƯỞNG BAN".
  std::string signed_title;
  // Name below it.
  std::string signed_name;
};

}  // namespace hemoledger
