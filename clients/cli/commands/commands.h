// Every command, one file each.
#pragma once

#include <CLI/CLI.hpp>

#include "clients/cli/commands/command_line.h"

namespace hemoledger {

// hemo unit …
void AddUnitImport(CLI::App& unit, CommandLine& line);
void AddUnitList(CLI::App& unit, CommandLine& line);
void AddUnitShow(CLI::App& unit, CommandLine& line);

// hemo plan …
void AddPlanImport(CLI::App& plan, CommandLine& line);
void AddPlanList(CLI::App& plan, CommandLine& line);
void AddPlanShow(CLI::App& plan, CommandLine& line);
void AddPlanAmend(CLI::App& plan, CommandLine& line);
void AddPlanHistory(CLI::App& plan, CommandLine& line);

// hemo receipt …
void AddReceiptImport(CLI::App& receipt, CommandLine& line);
void AddReceiptStream(CLI::App& receipt, CommandLine& line);
void AddReceiptCorrect(CLI::App& receipt, CommandLine& line);
void AddReceiptVoid(CLI::App& receipt, CommandLine& line);
void AddReceiptList(CLI::App& receipt, CommandLine& line);
void AddReceiptShow(CLI::App& receipt, CommandLine& line);
void AddReceiptRejected(CLI::App& receipt, CommandLine& line);

// hemo attainment, hemo events, hemo status
void AddAttainment(CLI::App& hemo, CommandLine& line);
void AddEvents(CLI::App& hemo, CommandLine& line);
void AddStatus(CLI::App& hemo, CommandLine& line);

}  // namespace hemoledger
