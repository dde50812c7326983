// hemo group …: every command of consumer groups.
#pragma once

#include "clients/cli/commands/command_line.h"

namespace hemoledger {

void AddGroupCreate(Command& group, CommandLine& line);
void AddGroupList(Command& group, CommandLine& line);
void AddGroupShow(Command& group, CommandLine& line);
void AddGroupDelete(Command& group, CommandLine& line);
void AddGroupReset(Command& group, CommandLine& line);
void AddGroupParked(Command& group, CommandLine& line);
void AddGroupReplay(Command& group, CommandLine& line);
void AddGroupDrop(Command& group, CommandLine& line);
void AddGroupConsume(Command& group, CommandLine& line);

}  // namespace hemoledger
