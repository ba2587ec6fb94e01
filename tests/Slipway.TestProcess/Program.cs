// A process of its own for tests that kill it or limit it. The first argument names what it does; the rest are that command's own.
using Slipway.TestProcess;

return args switch
{
    ["search", var journal, var trials, .. var store] => Commands.Search(journal, trials, store),
    ["stored", var store, var scratch, var name, var rows, var label] => await Commands.StoredAsync(store, scratch, name, rows, label),
    ["stream", var output, var name, var algorithm, var rows] => await Commands.StreamAsync(output, name, algorithm, rows),
    ["hold", var file] => Commands.Hold(file),
    ["download", var cache, var source, .. var pause] => await Commands.DownloadAsync(cache, source, pause),
    ["upload", var endpoint, var accessKey, var secretKey, var target] => await Commands.UploadAsync(endpoint, accessKey, secretKey, target),
    [var output, var job, var csv, var label, var algorithm, var threads, .. var budget] =>
        await Training.RunAsync(output, job, csv, label, algorithm, threads, budget),
    _ => Commands.Usage(),
};
