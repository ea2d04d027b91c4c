using System.Runtime.CompilerServices;
using EmbeddedFunctions.Functions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StockFlow.Functions;
using Xunit;

namespace StockFlow.Tests.Embedded.Functions;

public sealed class StockFlowAppTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_app_starts_with_the_sample_settings_and_answers_health()
    {
        var folder = CopyOfSettings("host.json", ("local.settings.sample.json", "local.settings.json"));
        var store = $"EmbeddedStore={Path.Combine(folder, "stockflow.db")}";
        using var host = StockFlowApp.Build(
            ["--contentRoot", folder, "--EmbeddedHost:Url", "http://127.0.0.1:0", "--StockFlowStorage", store, "--StockFlowServiceBus", store],
            builder => builder.Logging.ClearProviders());
        await host.StartAsync(Cancelled);
        using var client = new HttpClient();

        var answer = await client.GetStringAsync($"{host.Services.GetRequiredService<EmbeddedHost>().Url}/api/health", Cancelled);

        Assert.Equal("""{"status":"ok"}""", answer);
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public void The_app_without_settings_names_each_missing_one_and_the_file_to_copy()
    {
        var folder = CopyOfSettings("host.json");

        var refusal = Assert.ThrowsAny<OptionsValidationException>(() => StockFlowApp.Build(["--contentRoot", folder]));

        Assert.Contains("StockFlowStorage", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("StockFlowServiceBus", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("local.settings.sample.json", refusal.Message, StringComparison.Ordinal);
    }

    private static string CopyOfSettings(string hostJson, params (string From, string To)[] files)
    {
        var folder = TestHost.NewFolder();
        foreach (var (from, to) in files.Append((hostJson, hostJson)))
        {
            File.Copy(Path.Combine(RepositoryFolder(), "functions", from), Path.Combine(folder, to));
        }

        return folder;
    }

    private static string RepositoryFolder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
