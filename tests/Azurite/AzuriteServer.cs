using StockFlow.Tests.Azurite;
using Xunit;

[assembly: AssemblyFixture(typeof(AzuriteServer))]

namespace StockFlow.Tests.Azurite;

/// <summary>
/// The storage emulator, started by the first test that asks and ended with the test run. Where it can't be started, tests are skipped
/// with the reason; where the environment says CI=true they fail.
/// </summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    private readonly Lazy<Task<AzuriteProcess>> _start = new(AzuriteProcess.StartAsync);

    /// <summary>The connection string of the running emulator.</summary>
    public async Task<string> ConnectionStringAsync()
    {
        try
        {
            return (await _start.Value).ConnectionString;
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip($"The storage emulator can't be started, so this engine is not tested: {e.Message}");
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_start.IsValueCreated && _start.Value.IsCompletedSuccessfully)
        {
            await (await _start.Value).DisposeAsync();
        }
    }
}
