using Microsoft.Extensions.Configuration;
using StockFlow.Channels.Prices;
using StockFlow.Settings;
using StockFlow.Stock;

namespace StockFlow.Channels;

/// <summary>Reads the locations and channels from the deployed settings, finding every fault there is.</summary>
internal sealed class ChannelSettingsReader(IConfiguration configuration, IEnumerable<ConnectorKind> kinds)
{
    public const string LocationsPath = "StockFlow:Locations";
    public const string ChannelsPath = "StockFlow:Channels";

    private static readonly TimeSpan PollIntervalMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollIntervalMax = TimeSpan.FromHours(24);
    private static readonly TimeSpan HoldTimeMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan HoldTimeMax = TimeSpan.FromHours(999);
    private static readonly TimeSpan ShortfallAlertMin = TimeSpan.FromMinutes(1);

    private static readonly string[] CommonNames =
    [
        "Kind", "Endpoint", "SyncInterval", "SyncWindows", "PollInterval", "Locations", "Buffer", "Share", "Cap", "Minimum",
        "Shortage", "BackorderLimit", "ShowBackorders", "Sourcing", "SplitLines", "FallbackLocations", "HoldTime", "ShortfallAlert",
        "WebhookSecret", "WebhookSecretPrevious", .. PriceSettings.Names,
    ];

    private readonly Dictionary<string, ConnectorKind> _kinds = kinds.ToDictionary(kind => kind.Name, StringComparer.OrdinalIgnoreCase);
    private readonly List<SettingFault> _faults = [];

    /// <summary>What was read; of use only when <see cref="ChannelSettingsReading.Faults"/> is empty.</summary>
    public ChannelSettingsReading Read()
    {
        FindMistypedSections();
        var locations = ReadLocations();
        var channels = ReadChannels(locations);
        return new ChannelSettingsReading(locations, channels, _faults);
    }

    private void FindMistypedSections()
    {
        string[] sections = ["Locations", "Channels"];
        foreach (var section in configuration.GetSection("StockFlow").GetChildren())
        {
            if (!sections.Contains(section.Key, StringComparer.OrdinalIgnoreCase) && NearestName.Find(section.Key, sections) is { } nearest)
            {
                _faults.Add(new SettingFault($"StockFlow__{section.Key}", $"is not a known setting; {nearest} is meant?", $"StockFlow__{nearest}__…"));
            }
        }
    }

    private List<LocationSettings> ReadLocations()
    {
        var locations = new List<LocationSettings>();
        foreach (var section in configuration.GetSection(LocationsPath).GetChildren())
        {
            if (!LocationId.TryParse(IdOf(section), null, out var id))
            {
                FaultId("StockFlow__Locations", section.Key, "StockFlow__Locations__london__Priority = 1");
                continue;
            }

            if (locations.Exists(location => location.Id == id))
            {
                FaultTwice("StockFlow__Locations", section.Key, id.Value);
                continue;
            }

            if (section.Value is not null)
            {
                _faults.Add(new SettingFault($"StockFlow__Locations__{id}", "has a value where its settings are expected.", $"StockFlow__Locations__{id}__Priority = 1"));
                continue;
            }

            var values = new SettingValues(section, _faults);
            values.RefuseUnknown(["Priority", "Buffer"]);
            locations.Add(new LocationSettings(
                id,
                values.Whole("Priority", 0, 1_000_000, "1") ?? LocationSettings.PriorityDefault,
                values.Whole("Buffer", 0, 1_000_000, "5") ?? 0));
        }

        return [.. locations.OrderBy(location => location.Priority).ThenBy(location => location.Id)];
    }

    private List<ChannelSettings> ReadChannels(List<LocationSettings> locations)
    {
        var channels = new List<ChannelSettings>();
        foreach (var section in configuration.GetSection(ChannelsPath).GetChildren())
        {
            if (!ChannelId.TryParse(IdOf(section), null, out var id))
            {
                FaultId("StockFlow__Channels", section.Key, "StockFlow__Channels__shop-uk__Kind = shopify");
            }
            else if (channels.Exists(channel => channel.Id == id))
            {
                FaultTwice("StockFlow__Channels", section.Key, id.Value);
            }
            else if (section.Value is not null)
            {
                _faults.Add(new SettingFault($"StockFlow__Channels__{id}", "has a value where its settings are expected.", $"StockFlow__Channels__{id}__Kind = shopify"));
            }
            else
            {
                channels.Add(ReadChannel(id, new SettingValues(section, _faults), locations));
            }
        }

        return [.. channels.OrderBy(channel => channel.Id)];
    }

    private ChannelSettings ReadChannel(ChannelId id, SettingValues values, List<LocationSettings> locations)
    {
        var kind = ReadKind(values);
        var own = kind?.Settings.Where(rule => !CommonNames.Contains(rule.Name, StringComparer.OrdinalIgnoreCase)).ToList();
        foreach (var rule in kind?.Settings.Where(rule => rule.IsRequired && !own!.Contains(rule)) ?? [])
        {
            FindFormFault(values, rule, rule.Name, values.RequiredText(rule.Name, rule.Example));
            if (rule.Name == "WebhookSecret")
            {
                FindFormFault(values, rule, "WebhookSecretPrevious", values.Text("WebhookSecretPrevious"));
            }
        }

        // Without a kind the names that only a kind knows can't be told from mistyped ones.
        if (own is not null)
        {
            values.RefuseUnknown([.. CommonNames, .. own.Select(rule => rule.Name)]);
        }

        var sells = ReadLocationsOf(values, locations);
        return new ChannelSettings
        {
            Id = id,
            Kind = kind?.Name ?? string.Empty,
            Endpoint = ReadEndpoint(values),
            Sync = ReadSchedule(values),
            PollInterval = ReadPollInterval(values),
            Locations = sells,
            FallbackLocations = ReadFallbackLocations(values, locations, sells),
            Sourcing = values.Choice("Sourcing", SourcingPolicy.Priority, [
                ("priority", SourcingPolicy.Priority), ("most-stock", SourcingPolicy.MostStock), ("fewest-shipments", SourcingPolicy.FewestShipments)]),
            SplitLines = values.Choice("SplitLines", true, [("true", true), ("false", false)]),
            BufferUnits = values.Whole("Buffer", 0, 1_000_000, "2") ?? 0,
            SharePercent = values.Whole("Share", 1, 100, "80") ?? 100,
            CapUnits = values.Whole("Cap", 0, 1_000_000_000, "50"),
            MinimumUnits = values.Whole("Minimum", 0, 1_000_000, "2") ?? 0,
            Shortage = values.Choice("Shortage", ShortagePolicy.Backorder, [
                ("backorder", ShortagePolicy.Backorder), ("reject", ShortagePolicy.RejectOrder), ("cancel", ShortagePolicy.CancelShort),
                ("reject-order", ShortagePolicy.RejectOrder), ("rejectorder", ShortagePolicy.RejectOrder)]),
            BackorderLimitUnits = values.Whole("BackorderLimit", 0, 1_000_000, "10") ?? 0,
            ShowBackorders = values.Choice("ShowBackorders", true, [("true", true), ("false", false)]),
            ShortfallAlert = values.Duration("ShortfallAlert", ShortfallAlertMin, HoldTimeMax, "04:00:00") ?? ChannelSettings.ShortfallAlertDefault,
            HoldTime = ReadHoldTime(values),
            Prices = PriceSettings.Read(values, kind),
            WebhookSecrets = ReadWebhookSecrets(values),
            Secrets = ReadOwn(values, own, isSecret: true).ToDictionary(pair => pair.Key, pair => new Secret(pair.Value), StringComparer.OrdinalIgnoreCase),
            Options = ReadOwn(values, own, isSecret: false),
        };
    }

    private static void FindFormFault(SettingValues values, SettingRule rule, string name, string? text)
    {
        if (text is not null && rule.FindFault?.Invoke(text) is { } problem)
        {
            values.Fault(name, problem, rule.Example);
        }
    }

    private ConnectorKind? ReadKind(SettingValues values)
    {
        var example = _kinds.Keys.Order(StringComparer.Ordinal).FirstOrDefault() ?? "shopify";
        var text = values.RequiredText("Kind", example);
        if (text is null || _kinds.TryGetValue(text, out var kind))
        {
            return text is null ? null : _kinds[text];
        }

        values.Fault("Kind", $"'{text}' is none of {string.Join(", ", _kinds.Keys.Order(StringComparer.Ordinal))}.", NearestName.Find(text, _kinds.Keys) ?? example);
        return null;
    }

    private static Uri ReadEndpoint(SettingValues values)
    {
        const string Example = "https://shop.example.com/";
        var fallback = new Uri(Example);
        var text = values.RequiredText("Endpoint", Example);
        if (text is null)
        {
            return fallback;
        }

        // The value is not quoted: people paste addresses with credentials in them.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || (endpoint.Scheme != Uri.UriSchemeHttps && endpoint.Scheme != Uri.UriSchemeHttp))
        {
            values.Fault("Endpoint", "is not an http or https address.", Example);
        }
        else if (endpoint.UserInfo.Length > 0)
        {
            values.Fault("Endpoint", "holds credentials; they have settings of their own.", Example);
        }
        else if (endpoint.Scheme == Uri.UriSchemeHttp && !endpoint.IsLoopback)
        {
            values.Fault("Endpoint", "is not encrypted; http is for this machine alone.", Example);
        }
        else
        {
            return endpoint;
        }

        return fallback;
    }

    private static SyncSchedule ReadSchedule(SettingValues values)
    {
        var interval = TimeSpan.Zero;
        if (values.Text("SyncInterval") is { } text && !SyncScheduleText.TryParseInterval(text, out interval))
        {
            values.Fault(
                "SyncInterval",
                $"'{text}' is neither {SyncScheduleText.RealTime} nor a time from {DurationText.Write(SyncScheduleText.IntervalMin)} to {DurationText.Write(SyncScheduleText.IntervalMax)}.",
                SyncScheduleText.IntervalExample);
        }

        IReadOnlyList<SyncWindow> windows = [];
        if (values.Text("SyncWindows") is { } windowsText && !SyncScheduleText.TryParseWindows(windowsText, out windows, out var problem))
        {
            values.Fault("SyncWindows", problem, SyncScheduleText.WindowsExample);
        }

        return new SyncSchedule(interval, windows);
    }

    private static TimeSpan? ReadPollInterval(SettingValues values) =>
        string.Equals(values.Text("PollInterval"), "never", StringComparison.OrdinalIgnoreCase)
            ? null
            : values.Duration("PollInterval", PollIntervalMin, PollIntervalMax, "00:05:00, or never") ?? TimeSpan.FromMinutes(5);

    private static TimeSpan? ReadHoldTime(SettingValues values) =>
        string.Equals(values.Text("HoldTime"), "never", StringComparison.OrdinalIgnoreCase)
            ? null
            : values.Duration("HoldTime", HoldTimeMin, HoldTimeMax, "72:00:00, or never") ?? ChannelSettings.HoldTimeDefault;

    private static List<LocationId> ReadLocationsOf(SettingValues values, List<LocationSettings> locations)
    {
        var text = values.Text("Locations");
        if (text is not null)
        {
            return ReadLocationList(values, "Locations", text, locations);
        }

        if (locations.Count == 0)
        {
            values.Fault("Locations", "can't default to all locations, as none is configured (StockFlow__Locations__…).", "london,leeds");
        }

        return [.. locations.Select(location => location.Id)];
    }

    private static List<LocationId> ReadFallbackLocations(SettingValues values, List<LocationSettings> locations, List<LocationId> sells)
    {
        if (values.Text("FallbackLocations") is not { } text)
        {
            return [];
        }

        var chosen = ReadLocationList(values, "FallbackLocations", text, locations);
        if (chosen.Exists(sells.Contains))
        {
            values.Fault("FallbackLocations", $"names {chosen.Find(sells.Contains)}, whose units the channel sells anyway.", "a location that is not in Locations");
        }

        return chosen;
    }

    private static List<LocationId> ReadLocationList(SettingValues values, string name, string text, List<LocationSettings> locations)
    {
        var example = locations.Count == 0 ? "london,leeds" : string.Join(',', locations.Select(location => location.Id).Take(2));
        var chosen = new List<LocationId>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!LocationId.TryParse(part, null, out var id) || !locations.Exists(location => location.Id == id))
            {
                var nearest = NearestName.Find(part, locations.Select(location => location.Id.Value));
                values.Fault(name, $"'{part}' is not a configured location{(nearest is null ? "." : $"; {nearest} is meant?")}", example);
            }
            else if (chosen.Contains(id))
            {
                values.Fault(name, $"names {id} twice.", example);
            }
            else
            {
                chosen.Add(id);
            }
        }

        return chosen;
    }

    private static List<Secret> ReadWebhookSecrets(SettingValues values)
    {
        var newest = values.Text("WebhookSecret");
        var previous = values.Text("WebhookSecretPrevious");
        if (newest is null && previous is not null)
        {
            values.Fault("WebhookSecretPrevious", "is set while WebhookSecret is missing.", $"{values.NameOf("WebhookSecret")} = <the newest secret>");
        }

        return [.. new[] { newest, previous }.OfType<string>().Select(secret => new Secret(secret))];
    }

    private static Dictionary<string, string> ReadOwn(SettingValues values, List<SettingRule>? rules, bool isSecret)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var rule in rules?.Where(rule => rule.IsSecret == isSecret) ?? [])
        {
            var text = rule.IsRequired ? values.RequiredText(rule.Name, rule.Example) : values.Text(rule.Name);
            if (text is null)
            {
                continue;
            }

            if (rule.FindFault?.Invoke(text) is { } problem)
            {
                values.Fault(rule.Name, problem, rule.Example);
            }

            read[rule.Name] = text;
        }

        return read;
    }

    /// <summary>Azure App Service takes no hyphen in the name of a setting, so an underscore, which no id has, stands for one.</summary>
    private static string IdOf(IConfigurationSection section) => section.Key.Replace('_', '-');

    private void FaultTwice(string section, string key, string id) =>
        _faults.Add(new SettingFault($"{section}__{key}", $"means {id}, which is set under another name as well.", $"{section}__{id}__…, or with underscores for hyphens"));

    private void FaultId(string section, string id, string example) =>
        _faults.Add(new SettingFault($"{section}__{id}", $"'{id}' is not an id: {Slug.Rule}.", example));
}
