using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.DurableTask;

/// <summary>Numbers of instances and inbox rows, each higher than any given before. Used on the store's writer thread.</summary>
internal sealed class SequenceNumbers(StoreScope scope)
{
    private long _instance = DurableTables.LastSequence(scope);
    private long _message = DurableTables.LastInboxId(scope);

    public long NextInstance() => ++_instance;

    public long NextMessage() => ++_message;
}
