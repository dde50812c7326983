// Every command, one file each.
#pragma once

#include "clients/cli/commands/command_line.h"

namespace hemoledger {

// hemo unit …
void AddUnitImport(Command& unit, CommandLine& line);
void AddUnitList(Command& unit, CommandLine& line);
void AddUnitShow(Command& unit, CommandLine& line);

// hemo plan …
void AddPlanImport(Command& plan, CommandLine& line);
void AddPlanList(Command& plan, CommandLine& line);
void AddPlanShow(Command& plan, CommandLine& line);
void AddPlanAmend(Command& plan, CommandLine& line);
void AddPlanHistory(Command& plan, CommandLine& line);
void AddPlanExport(Command& plan, CommandLine& line);
void AddPlanTemplate(Command& plan, CommandLine& line);
void AddPlanFindings(Command& plan, CommandLine& line);
void AddPlanCompare(Command& plan, CommandLine& line);
void AddPlanCorrectEntry(Command& plan, CommandLine& line);

// hemo round …, hemo task …, hemo target …
void AddRoundList(Command& round, CommandLine& line);
void AddRoundReport(Command& round, CommandLine& line);
void AddTaskList(Command& task, CommandLine& line);
void AddTaskReport(Command& task, CommandLine& line);
void AddTargetList(Command& target, CommandLine& line);

// hemo record …, hemo statement …, hemo indicator …, hemo attachment …
void AddRecordPut(Command& record, CommandLine& line);
void AddRecordList(Command& record, CommandLine& line);
void AddStatementList(Command& statement, CommandLine& line);
void AddIndicatorList(Command& indicator, CommandLine& line);
void AddAttachmentPut(Command& attachment, CommandLine& line);
void AddAttachmentGet(Command& attachment, CommandLine& line);

// hemo receipt …
void AddReceiptImport(Command& receipt, CommandLine& line);
void AddReceiptStream(Command& receipt, CommandLine& line);
void AddReceiptCorrect(Command& receipt, CommandLine& line);
void AddReceiptVoid(Command& receipt, CommandLine& line);
void AddReceiptList(Command& receipt, CommandLine& line);
void AddReceiptShow(Command& receipt, CommandLine& line);
void AddReceiptRejected(Command& receipt, CommandLine& line);

// hemo attainment, hemo watch, hemo report, hemo events, hemo status, hemo completion
void AddAttainment(Command& hemo, CommandLine& line);
void AddWatch(Command& hemo, CommandLine& line);
void AddReport(Command& hemo, CommandLine& line);
void AddEvents(Command& hemo, CommandLine& line);
void AddStatus(Command& hemo, CommandLine& line);
void AddCompletion(Command& hemo, CommandLine& line);

}  // namespace hemoledger
