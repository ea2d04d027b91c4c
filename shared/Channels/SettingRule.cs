namespace StockFlow.Channels;

/// <summary>
/// One setting that a kind of connector has besides the ones every channel has. A rule that bears the name of a common setting
/// (say WebhookSecret) makes that one required for the kind.
/// </summary>
/// <param name="Name">The last part of the setting's name, such as AccessToken.</param>
/// <param name="Example">A valid value to show to people; for a secret, a made-up one.</param>
/// <param name="IsRequired">Whether the channel can't do without it.</param>
/// <param name="IsSecret">Whether the value goes to <see cref="ChannelSettings.Secrets"/> instead of <see cref="ChannelSettings.Options"/>.</param>
/// <param name="FindFault">Says what is wrong with a value, without quoting it, or null when it is right. Null accepts anything but empty.</param>
public sealed record SettingRule(
    string Name,
    string Example,
    bool IsRequired,
    bool IsSecret = false,
    Func<string, string?>? FindFault = null)
{
    public static SettingRule Required(string name, string example, Func<string, string?>? findFault = null) =>
        new(name, example, IsRequired: true, FindFault: findFault);

    public static SettingRule Optional(string name, string example, Func<string, string?>? findFault = null) =>
        new(name, example, IsRequired: false, FindFault: findFault);

    public static SettingRule RequiredSecret(string name, string example, Func<string, string?>? findFault = null) =>
        new(name, example, IsRequired: true, IsSecret: true, findFault);

    public static SettingRule OptionalSecret(string name, string example, Func<string, string?>? findFault = null) =>
        new(name, example, IsRequired: false, IsSecret: true, findFault);
}
