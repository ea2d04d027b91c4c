using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StockFlow.Channels;
using StockFlow.Channels.Prices;
using StockFlow.Settings;
using Xunit;

namespace StockFlow.Tests.Settings;

public sealed class ChannelSettingsTests
{
    private static readonly ConnectorKind Kind = new(
        "bazaar",
        [
            SettingRule.Required("StoreNumber", "17", text => int.TryParse(text, out _) ? null : "is not a number."),
            SettingRule.RequiredSecret("AccessToken", "tok_example"),
            SettingRule.Optional("Region", "eu"),
        ],
        (_, _, _) => throw new InvalidOperationException("Not needed here."))
    {
        HasPrices = true,
    };

    [Fact]
    public void No_channel_at_all_is_valid()
    {
        var reading = Read(new Dictionary<string, string?>());

        Assert.Empty(reading.Faults);
        Assert.Empty(reading.Channels);
    }

    [Theory]
    [InlineData("AccessToken")]
    [InlineData("WebhookSecret")]
    [InlineData("WebhookSecretPrevious")]
    public void A_reference_that_the_platform_could_not_resolve_is_one_fault_and_never_a_secret(string name)
    {
        var reading = Read(Valid(new()
        {
            ["WebhookSecret"] = "known",
            [name] = " @Microsoft.KeyVault(SecretUri=https://vault.example.com/secrets/shop-x)",
        }));

        var fault = Assert.Single(reading.Faults, fault => fault.Setting.EndsWith("__" + name, StringComparison.Ordinal));
        Assert.Contains("was not resolved", fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_reaches_the_channel()
    {
        var reading = Read(Valid(new()
        {
            ["SyncInterval"] = "00:05:00",
            ["SyncWindows"] = "08:00-20:00=realtime;20:00-08:00=01:00:00",
            ["PollInterval"] = "00:10:00",
            ["Locations"] = "leeds, london",
            ["Buffer"] = "2",
            ["Share"] = "80",
            ["Cap"] = "50",
            ["Shortage"] = "reject",
            ["BackorderLimit"] = "7",
            ["ShowBackorders"] = "false",
            ["Sourcing"] = "fewest-shipments",
            ["HoldTime"] = "01:30:00",
            ["ShortfallAlert"] = "00:10:00",
            ["WebhookSecret"] = "new",
            ["WebhookSecretPrevious"] = "old",
            ["Region"] = "eu",
        }));

        Assert.Empty(reading.Faults);
        var channel = Assert.Single(reading.Channels);
        Assert.Equal(["leeds", "london"], channel.Locations.Select(location => location.Value));
        Assert.Equal((2, 80, 50, 7, false), (channel.BufferUnits, channel.SharePercent, channel.CapUnits, channel.BackorderLimitUnits, channel.ShowBackorders));
        Assert.Equal(ShortagePolicy.RejectOrder, channel.Shortage);
        Assert.Equal((SourcingPolicy.FewestShipments, TimeSpan.FromMinutes(90), TimeSpan.FromMinutes(10)), (channel.Sourcing, channel.HoldTime, channel.ShortfallAlert));
        Assert.Equal(["new", "old"], channel.WebhookSecrets.Select(secret => secret.Reveal()));
        Assert.Equal("tok_1", channel.Secrets["accesstoken"].Reveal());
        Assert.Equal("eu", channel.Options["Region"]);
        Assert.Equal(TimeSpan.FromMinutes(10), channel.PollInterval);
        Assert.Equal(TimeSpan.Zero, channel.Sync.IntervalAt(At(8)));
        Assert.Equal(TimeSpan.Zero, channel.Sync.IntervalAt(At(19)));
        Assert.Equal(TimeSpan.FromHours(1), channel.Sync.IntervalAt(At(20)));
        Assert.Equal(TimeSpan.FromHours(1), channel.Sync.IntervalAt(At(3)));
    }

    [Fact]
    public void Holds_may_never_end_and_fallbacks_are_locations_that_are_not_sold_from()
    {
        var channel = Assert.Single(Read(Valid(new() { ["Locations"] = "london", ["FallbackLocations"] = "leeds", ["HoldTime"] = "never" })).Channels);

        Assert.Equal(["leeds"], channel.FallbackLocations.Select(location => location.Value));
        Assert.Null(channel.HoldTime);
    }

    [Fact]
    public void A_channel_without_locations_sells_from_all_by_priority()
    {
        var channel = Assert.Single(Read(Valid()).Channels);

        Assert.Equal(["london", "leeds"], channel.Locations.Select(location => location.Value));
    }

    [Theory]
    [InlineData("Kind", null, "is missing")]
    [InlineData("Kind", "bazar", "bazaar")]
    [InlineData("Endpoint", null, "is missing")]
    [InlineData("Endpoint", "shop.example.com", "not an http")]
    [InlineData("Endpoint", "http://shop.example.com", "not encrypted")]
    [InlineData("Endpoint", "https://me:hunter2@shop.example.com", "credentials")]
    [InlineData("SyncInterval", "soon", "soon")]
    [InlineData("SyncInterval", "00:00:00", "00:00:01")]
    [InlineData("SyncInterval", "24:00:01", "24:00:00")]
    [InlineData("SyncInterval", "5", "5")]
    [InlineData("SyncWindows", "08:00-20:00", "08:00-20:00")]
    [InlineData("SyncWindows", "08:00-08:00=realtime", "whole day")]
    [InlineData("SyncWindows", "08:00-25:00=realtime", "25:00")]
    [InlineData("SyncWindows", "08:00-20:00=never", "never")]
    [InlineData("PollInterval", "0", "'0'")]
    [InlineData("Locations", "london,ledes", "leeds is meant?")]
    [InlineData("Locations", "london,london", "twice")]
    [InlineData("Buffer", "-1", "'-1'")]
    [InlineData("Buffer", "2.5", "'2.5'")]
    [InlineData("Share", "0", "'0'")]
    [InlineData("Share", "101", "'101'")]
    [InlineData("Cap", "many", "'many'")]
    [InlineData("Shortage", "panic", "panic")]
    [InlineData("BackorderLimit", "-3", "'-3'")]
    [InlineData("ShowBackorders", "no", "true, false")]
    [InlineData("Sourcing", "nearest", "fewest-shipments")]
    [InlineData("SplitLines", "yes", "true, false")]
    [InlineData("HoldTime", "00:00:59", "00:01:00")]
    [InlineData("HoldTime", "soon", "soon")]
    [InlineData("ShortfallAlert", "00:00:59", "00:01:00")]
    [InlineData("FallbackLocations", "ledes", "leeds is meant?")]
    [InlineData("FallbackLocations", "leeds", "leeds, whose units the channel sells anyway")]
    [InlineData("WebhookSecretPrevious", "old", "WebhookSecret is missing")]
    [InlineData("StoreNumber", "seventeen", "not a number")]
    [InlineData("StoreNumber", null, "is missing")]
    [InlineData("AccessToken", " ", "is missing")]
    [InlineData("SyncIntervall", "realtime", "SyncInterval is meant?")]
    [InlineData("Bufer", "2", "Buffer is meant?")]
    [InlineData("Zzz", "2", "not a known setting")]
    [InlineData("Locations__0", "london", "one value")]
    public void A_wrong_setting_is_named_with_what_is_wrong(string name, string? value, string expected)
    {
        var reading = Read(Valid(new() { [name] = value }));

        var fault = Assert.Single(reading.Faults);
        Assert.Equal($"StockFlow__Channels__shop-uk__{name.Split("__")[0]}", fault.Setting);
        Assert.Contains(expected, fault.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Example);
        Assert.DoesNotContain("hunter2", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:00:01")]
    [InlineData("24:00:00")]
    [InlineData("RealTime")]
    public void Intervals_at_their_bounds_are_taken(string interval)
    {
        Assert.Empty(Read(Valid(new() { ["SyncInterval"] = interval })).Faults);
    }

    [Fact]
    public void Every_example_of_a_fault_is_itself_valid()
    {
        string[] names = ["SyncInterval", "SyncWindows", "Buffer", "Share", "Cap", "Shortage", "BackorderLimit", "ShowBackorders", "Sourcing", "SplitLines", "HoldTime", "ShortfallAlert", "Endpoint", "Kind", "StoreNumber", "Locations"];
        foreach (var name in names)
        {
            var fault = Assert.Single(Read(Valid(new() { [name] = "?!" })).Faults);

            Assert.Empty(Read(Valid(new() { [name] = fault.Example.Split(", or")[0] })).Faults);
        }
    }

    [Fact]
    public void An_underscore_in_the_name_of_a_setting_stands_for_a_hyphen()
    {
        var settings = Valid(new() { ["Locations"] = "east-end" }).ToDictionary(pair => pair.Key.Replace("shop-uk", "shop_uk", StringComparison.Ordinal), pair => pair.Value);
        settings.Add("StockFlow:Locations:east_end:Priority", "3");

        var reading = Read(settings);

        Assert.Empty(reading.Faults);
        var channel = Assert.Single(reading.Channels);
        Assert.Equal("shop-uk", channel.Id.Value);
        Assert.Equal("east-end", Assert.Single(channel.Locations).Value);
    }

    [Fact]
    public void Settings_under_both_names_of_one_id_are_a_fault()
    {
        var settings = Valid();
        settings.Add("StockFlow:Channels:shop_uk:Kind", "bazaar");
        settings.Add("StockFlow:Locations:east-end:Priority", "3");
        settings.Add("StockFlow:Locations:east_end:Priority", "3");

        var reading = Read(settings);

        Assert.Equal(2, reading.Faults.Count);
        Assert.All(reading.Faults, fault => Assert.Contains("under another name", fault.Problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Prices_are_off_by_default_and_each_setting_of_them_reaches_the_channel()
    {
        Assert.Null(Assert.Single(Read(Valid()).Channels).Prices);
        Assert.Equal(PriceRule.Plain, Assert.Single(Read(Valid(new() { ["Prices"] = "on" })).Channels).Prices);

        var settings = new Dictionary<string, string?>
        {
            ["Prices"] = "On",
            ["Markup"] = "-12.5",
            ["Rounding"] = ".99",
            ["Currency"] = "EUR",
            ["ExchangeRate"] = "1.085",
        };
        Assert.Equal(new PriceRule(-12.5m, "EUR", 1.085m, new PriceRounding(1, 0.99m)), Assert.Single(Read(Valid(settings)).Channels).Prices);
        settings["Prices"] = "off";
        var off = Read(Valid(settings));
        Assert.Null(Assert.Single(off.Channels).Prices);
        Assert.Empty(off.Faults);
    }

    [Theory]
    [InlineData("Prices", "yes", "none of on, off")]
    [InlineData("Markup", "-99.01", "from -99 to 1000 with at most 2 decimals")]
    [InlineData("Markup", "1000.01", "from -99 to 1000")]
    [InlineData("Markup", "1.125", "at most 2 decimals")]
    [InlineData("Markup", "12,5", "is not a number")]
    [InlineData("Rounding", "0", "neither a step")]
    [InlineData("Rounding", "1001", "neither a step")]
    [InlineData("Rounding", "0.00001", "neither a step")]
    [InlineData("Rounding", ".0", "neither a step")]
    [InlineData("Rounding", ".999", "neither a step")]
    [InlineData("Rounding", "up", "neither a step")]
    [InlineData("Currency", "euro", "three capital letters")]
    [InlineData("ExchangeRate", "0", "from 0.000001 to 1000000")]
    [InlineData("ExchangeRate", "1000001", "from 0.000001 to 1000000")]
    [InlineData("ExchangeRate", "", "is set without ExchangeRate", "Currency")]
    [InlineData("Currency", "", "is set without Currency", "ExchangeRate")]
    [InlineData("Prices", "", "is set while Prices is not", "Markup")]
    public void A_wrong_price_setting_is_a_fault_with_an_example(string name, string value, string problem, string? faulted = null)
    {
        var reading = Read(Valid(new()
        {
            ["Prices"] = "on",
            ["Markup"] = "10",
            ["Rounding"] = "0.05",
            ["Currency"] = "EUR",
            ["ExchangeRate"] = "1.08",
            [name] = value,
        }));

        var fault = Assert.Single(reading.Faults, fault => fault.Setting == $"StockFlow__Channels__shop-uk__{faulted ?? name}");
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Example);
    }

    [Fact]
    public void A_kind_that_takes_no_prices_can_not_have_them_on()
    {
        var settings = Valid(new() { ["Prices"] = "on" });

        var reading = new ChannelSettingsReader(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), [Kind with { HasPrices = false }]).Read();

        Assert.Contains("bazaar takes no prices", Assert.Single(reading.Faults).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_section_and_an_id_of_wrong_form_are_faults()
    {
        var reading = Read(new Dictionary<string, string?>
        {
            ["StockFlow:Chanels:shop:Kind"] = "bazaar",
            ["StockFlow:Channels:Shop UK:Kind"] = "bazaar",
            ["StockFlow:Locations:london:Prority"] = "1",
        });

        Assert.Equal(
            ["StockFlow__Chanels", "StockFlow__Channels__Shop UK", "StockFlow__Locations__london__Prority"],
            reading.Faults.Select(fault => fault.Setting).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task All_faults_of_all_channels_and_options_stop_the_start_at_once()
    {
        var settings = Valid(new() { ["AccessToken"] = null, ["Buffer"] = "x" });
        settings.Add("StockFlow:Channels:till:Kind", "bazaar");
        settings.Add("StockFlow:Sync:AttemptsMax", "0");
        await using var services = BuildServices(settings);

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal(6, exception.Failures.Count());
        Assert.Contains("StockFlow__Channels__till__AccessToken", exception.Message, StringComparison.Ordinal);
        Assert.Contains("StockFlow__Sync__AttemptsMax", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_never_show_in_text()
    {
        var channel = Assert.Single(Read(Valid(new() { ["WebhookSecret"] = "whsec_1" })).Channels);

        Assert.DoesNotContain("tok_1", $"{channel} {channel.Secrets["AccessToken"]} {channel.WebhookSecrets[0]}", StringComparison.Ordinal);
    }

    private static ServiceProvider BuildServices(IDictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddChannels(configuration).AddConnectorKind(Kind).BuildServiceProvider();
    }

    private static DateTimeOffset At(int hour) => new(2026, 1, 5, hour, 0, 0, TimeSpan.Zero);

    private static ChannelSettingsReading Read(IDictionary<string, string?> settings) =>
        new ChannelSettingsReader(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), [Kind]).Read();

    /// <summary>Two locations and one right channel, with some of its settings changed.</summary>
    private static Dictionary<string, string?> Valid(Dictionary<string, string?>? changed = null)
    {
        var shop = new Dictionary<string, string?>
        {
            ["Kind"] = "bazaar",
            ["Endpoint"] = "https://shop.example.com",
            ["StoreNumber"] = "17",
            ["AccessToken"] = "tok_1",
        };
        foreach (var (name, value) in changed ?? [])
        {
            shop[name] = value;
        }

        var settings = shop.ToDictionary(pair => $"StockFlow:Channels:shop-uk:{pair.Key.Replace("__", ":", StringComparison.Ordinal)}", pair => pair.Value);
        settings.Add("StockFlow:Locations:london:Priority", "1");
        settings.Add("StockFlow:Locations:leeds:Priority", "2");
        return settings;
    }
}
