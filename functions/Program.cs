using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StockFlow.Functions;
using StockFlow.Functions.Operations.Backups;

try
{
    if (args is [RestoreCommand.Name, .. var rest])
    {
        return await RestoreCommand.RunAsync(rest, Console.Out, configure: null, CancellationToken.None);
    }

    StockFlowApp.Build(args).Run();
    return 0;
}
catch (Exception e) when (e is OptionsValidationException or IOException)
{
    // Wrong settings, a port or a store that is taken: for whoever starts the app, so without a stack trace.
    Console.Error.WriteLine($"StockFlow can't start. {e.Message}");
    return 1;
}
