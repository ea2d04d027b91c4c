using System.Text.Json.Serialization;

namespace StockFlow.Channels.Pushes;

/// <summary>Why an attempt to empty a channel's outbox ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DrainEnd>))]
public enum DrainEnd
{
    /// <summary>Nothing is due any more.</summary>
    Drained,

    /// <summary>Its time was up, or the channel's rate asks for a longer wait.</summary>
    MoreToDo,

    /// <summary>Another sender is at it.</summary>
    Busy,

    /// <summary>The channel could not be told.</summary>
    Failed,

    /// <summary>The channel is left alone after a failure, and whoever saw it fail has seen to a later attempt.</summary>
    Resting,
}
