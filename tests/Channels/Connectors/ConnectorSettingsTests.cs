using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Settings;
using Xunit;

namespace StockFlow.Tests.Channels.Connectors;

public sealed class ConnectorSettingsTests
{
    [Theory]
    [InlineData("shopify", "LocationId", "London")]
    [InlineData("shopify", "AccessToken", null)]
    [InlineData("shopify", "ApiVersion", "2025-10")]
    [InlineData("shopify", "TestOrders", "maybe")]
    [InlineData("woocommerce", "ConsumerKey", null)]
    [InlineData("woocommerce", "ConsumerSecret", null)]
    [InlineData("woocommerce", "RequestsPerSecond", "0")]
    [InlineData("http", "WebhookSecret", null)]
    [InlineData("http", "WebhookSecret", "not-of-the-form")]
    [InlineData("http", "WebhookSecretPrevious", "not-of-the-form")]
    [InlineData("http", "BatchSize", "1001")]
    public void One_wrong_setting_is_one_fault_that_names_it_and_not_its_value(string kind, string setting, string? value)
    {
        var fault = Assert.Single(FaultsOf(kind, setting, value));

        Assert.Equal($"StockFlow__Channels__shop-uk__{setting}", fault.Setting);
        Assert.NotEmpty(fault.Example);
        Assert.DoesNotContain("not-of-the-form", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shopify")]
    [InlineData("woocommerce")]
    [InlineData("http")]
    public void The_documented_settings_are_right(string kind)
    {
        Assert.Empty(FaultsOf(kind, "Buffer", "2"));
    }

    private static List<SettingFault> FaultsOf(string kind, string setting, string? value)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Kind"] = kind,
            ["Endpoint"] = "https://shop.example.com",
            ["WebhookSecret"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        };
        (string Name, string Value)[] own = kind switch
        {
            "shopify" => [("AccessToken", "shpat_1"), ("LocationId", "106318430514"), ("ApiVersion", "2026-07"), ("TestOrders", "accept")],
            "woocommerce" => [("ConsumerKey", "ck_1"), ("ConsumerSecret", "cs_1"), ("RequestsPerSecond", "2.5")],
            _ => [("BatchSize", "1000"), ("RequestsPerSecond", "10")],
        };
        foreach (var (name, right) in own)
        {
            settings[name] = right;
        }

        settings[setting] = value;
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create($"StockFlow:Channels:shop-uk:{pair.Key}", pair.Value)))
            .AddInMemoryCollection([new("StockFlow:Locations:london:Priority", "1")])
            .Build();
        using var services = new ServiceCollection().AddChannels(configuration).AddConnectors().BuildServiceProvider();
        return [.. services.GetServices<ISettingsCheck>().SelectMany(check => check.FindFaults())];
    }
}
