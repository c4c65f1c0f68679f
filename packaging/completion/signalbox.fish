# SPDX-License-Identifier: Apache-2.0
# fish: what can stand there, the program itself says. Files where it has nothing to offer.
function __signalbox_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] __complete $words[2..-1] 2>/dev/null
end
complete -c signalbox -a '(__signalbox_complete)'
