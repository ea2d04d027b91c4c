using System.Net;
using Azure;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.Gates;

namespace StockFlow.Simulator.Seeds;

/// <summary>Decides what goes wrong at a gate, in the words of the service behind it.</summary>
internal sealed class FaultDice(SeedPlan plan, Dice dice)
{
    /// <summary>From now on nothing goes wrong any more.</summary>
    public bool IsStopped { get; set; }

    public bool Strikes(SeedFault fault) => !IsStopped && dice.Chance(plan.RateOf(fault));

    /// <summary>A call that will never be answered.</summary>
    public bool Hangs(Parked parked) => IsCall(parked) && Strikes(SeedFault.CallHangs);

    /// <returns>What the work fails with; null when it goes on.</returns>
    public Exception? Failure(Parked parked) => parked.Point switch
    {
        _ when IsStopped => null,
        GatePoint.BeforeRead when Strikes(SeedFault.ReadBusy) => Busy(),
        GatePoint.BeforeWrite when Strikes(SeedFault.WriteBusy) => Busy(),
        GatePoint.BeforeWrite when Strikes(SeedFault.WriteLost) => Unanswered(),
        GatePoint.BeforeWrite when parked.Name == "submit stock" && Strikes(SeedFault.StockConflict) => Refused(412, parked.Name),
        GatePoint.AfterWrite when Strikes(SeedFault.WriteAnswerLost) => Unanswered(),
        GatePoint.AfterWrite when RefusesRepeats(parked.Name) && Strikes(SeedFault.WriteRefusedByItself) =>
            Refused(parked.Name.StartsWith("add ", StringComparison.Ordinal) ? 409 : 412, parked.Name),
        GatePoint.BeforeSend when IsCall(parked) => OfCall(),
        GatePoint.AfterSend when IsCall(parked) => Strikes(SeedFault.CallAnswerLost) ? Broken(HttpRequestError.ResponseEnded) : null,
        GatePoint.BeforeSend when Strikes(SeedFault.SendBusy) => new ServiceBusException("Simulated: busy.", ServiceBusFailureReason.ServiceBusy),
        GatePoint.AfterSend when Strikes(SeedFault.SendAnswerLost) =>
            new ServiceBusException("Simulated: no answer.", ServiceBusFailureReason.ServiceTimeout),
        _ => null,
    };

    private static bool IsCall(Parked parked) => parked.Name.StartsWith(ChannelWire.Call, StringComparison.Ordinal);

    // The client of the service repeats a write that got no answer. An upsert may be repeated; others meet what they did themselves.
    private static bool RefusesRepeats(string name) =>
        name.StartsWith("add ", StringComparison.Ordinal) || name.StartsWith("update ", StringComparison.Ordinal) || name.StartsWith("submit ", StringComparison.Ordinal);

    private Exception? OfCall() =>
        Strikes(SeedFault.CallThrottled) ? new ChannelRefusedException(HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(dice.Between(1, 5)))
        : Strikes(SeedFault.CallUnavailable) ? new ChannelRefusedException(HttpStatusCode.ServiceUnavailable, null)
        : Strikes(SeedFault.CallBroken) ? Broken(HttpRequestError.ConnectionError)
        : null;

    private static RequestFailedException Busy() => new(503, "Simulated: the server is busy.", "ServerBusy", null);

    private static TaskCanceledException Unanswered() => new("Simulated: no answer came in time.");

    private static HttpRequestException Broken(HttpRequestError error) => new(error, "Simulated: the connection broke.");

    private static RequestFailedException Refused(int status, string name)
    {
        var failure = new RequestFailedException(status, $"Simulated: refused with {status}.", status == 409 ? "EntityAlreadyExists" : "UpdateConditionNotSatisfied", null);
        return name.StartsWith("submit ", StringComparison.Ordinal) ? new TableTransactionFailedException(failure) : failure;
    }
}
