namespace StockFlow.Simulator.Seeds;

/// <summary>What can go wrong in a run. Each run has some kinds and not others, so that no kind hides another.</summary>
internal enum SeedFault
{
    /// <summary>A table answers a read with 503.</summary>
    ReadBusy,

    /// <summary>A table answers a write with 503 and has not done it.</summary>
    WriteBusy,

    /// <summary>The stock partition was changed by somebody else: 412.</summary>
    StockConflict,

    /// <summary>A write gets no answer, and was not done.</summary>
    WriteLost,

    /// <summary>A write gets no answer, and was done.</summary>
    WriteAnswerLost,

    /// <summary>A write was done, its answer was lost, and the client's own second try is refused by the first.</summary>
    WriteRefusedByItself,

    /// <summary>A queue takes nothing.</summary>
    SendBusy,

    /// <summary>A message was taken, and its sender gets no answer.</summary>
    SendAnswerLost,

    /// <summary>A channel answers 429.</summary>
    CallThrottled,

    /// <summary>A channel answers 503.</summary>
    CallUnavailable,

    /// <summary>A channel can't be reached.</summary>
    CallBroken,

    /// <summary>A channel does what it is asked to, and the answer is lost.</summary>
    CallAnswerLost,

    /// <summary>A channel never answers; it may have done it.</summary>
    CallHangs,

    /// <summary>A channel refuses one number of a batch for the moment.</summary>
    ItemRefused,

    /// <summary>A webhook is never sent.</summary>
    DeliveryLost,

    /// <summary>A webhook is sent twice.</summary>
    DeliveryDoubled,

    /// <summary>A webhook comes late, after later ones.</summary>
    DeliveryLate,

    /// <summary>The app's answer to a merchant or a marketplace is lost.</summary>
    ReplyLost,

    /// <summary>Time passes while work is under way.</summary>
    SlowWork,

    /// <summary>The store commits a part of what waits.</summary>
    SmallCommits,

    /// <summary>The process dies, and is started again after a while.</summary>
    Crash,
}
