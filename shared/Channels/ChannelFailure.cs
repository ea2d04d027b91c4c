namespace StockFlow.Channels;

/// <summary>Why a whole call failed; decides whether and when it is tried again.</summary>
public enum ChannelFailure
{
    /// <summary>The rate limit was hit: wait as told, then go on.</summary>
    Throttled,

    /// <summary>The channel is down or answered 5xx: nothing is known to have been applied.</summary>
    Unavailable,

    /// <summary>No answer in time: whether it was applied is unknown.</summary>
    Unknown,

    /// <summary>The credentials were refused: no use until the merchant mends the settings.</summary>
    Unauthorized,

    /// <summary>The channel refused the call or answered in a form we don't know: no use until someone looks.</summary>
    Rejected,
}
