using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Infra;

/// <summary>What infra/modules/functionApp.bicep makes of a merchant's file is what the app can start with.</summary>
public sealed class MerchantFileTests
{
    [Theory]
    [InlineData("infra/merchant.json")]
    [InlineData("infra/merchant.example.json")]
    public void The_app_takes_the_file_and_every_secret_of_a_kind_is_named_in_it(string path)
    {
        using var services = new ServiceCollection().AddConnectors().BuildServiceProvider();
        var kinds = services.GetServices<ConnectorKind>().ToList();
        var merchant = JsonNode.Parse(Repository.Read(path))!;

        var reading = new ChannelSettingsReader(new ConfigurationBuilder().AddInMemoryCollection(SettingsOf(merchant, kinds)).Build(), kinds).Read();

        Assert.Empty(reading.Faults);
        Assert.NotEmpty(reading.Channels);
        Assert.Equal(merchant["channels"]!.AsObject().Select(channel => channel.Key).Order(StringComparer.Ordinal), reading.Channels.Select(channel => channel.Id.Value));
    }

    [Theory]
    [InlineData("infra/merchant.json")]
    [InlineData("infra/merchant.example.json")]
    public void No_secret_is_in_the_file_and_all_values_are_text(string path)
    {
        using var services = new ServiceCollection().AddConnectors().BuildServiceProvider();
        string[] secrets = [.. services.GetServices<ConnectorKind>().SelectMany(kind => kind.Settings).Where(rule => rule.IsSecret).Select(rule => rule.Name), "WebhookSecret", "WebhookSecretPrevious"];
        var merchant = JsonNode.Parse(Repository.Read(path))!;
        var settings = merchant["channels"]!.AsObject().SelectMany(channel => channel.Value!["settings"]!.AsObject()).ToList();

        Assert.DoesNotContain(settings, setting => secrets.Contains(setting.Key));
        Assert.All(settings, setting => Assert.Equal(System.Text.Json.JsonValueKind.String, setting.Value!.GetValueKind()));
        var page = Repository.Read("docs/settings.md");
        Assert.All(
            merchant["app"]!.AsObject().Select(setting => setting.Key).Concat(merchant["appSecrets"]!.AsArray().Select(name => name!.GetValue<string>())),
            name => Assert.True(page.Contains($"`{name}`", StringComparison.Ordinal) || page.Contains($"`{name.Split("__")[^1]}`", StringComparison.Ordinal), name));
    }

    /// <summary>As the variables of the Bicep do it, with each secret there.</summary>
    private static Dictionary<string, string?> SettingsOf(JsonNode merchant, List<ConnectorKind> kinds)
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (id, values) in merchant["locations"]!.AsObject())
        {
            foreach (var (name, value) in values!.AsObject())
            {
                settings[$"StockFlow:Locations:{id.Replace('-', '_')}:{name}"] = value!.GetValue<string>();
            }
        }

        foreach (var (id, channel) in merchant["channels"]!.AsObject())
        {
            var prefix = $"StockFlow:Channels:{id.Replace('-', '_')}";
            foreach (var (name, value) in channel!["settings"]!.AsObject())
            {
                settings[$"{prefix}:{name}"] = value!.GetValue<string>();
            }

            var rules = kinds.Single(kind => kind.Name == channel["settings"]!["Kind"]!.GetValue<string>()).Settings;
            foreach (var secret in channel["secrets"]!.AsArray().Select(name => name!.GetValue<string>()))
            {
                settings[$"{prefix}:{secret}"] = rules.FirstOrDefault(rule => secret.StartsWith(rule.Name, StringComparison.Ordinal))?.Example ?? "a secret";
            }
        }

        return settings;
    }
}
