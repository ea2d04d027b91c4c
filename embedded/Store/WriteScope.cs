namespace EmbeddedFunctions.Store;

/// <summary>
/// One work item inside the writer's transaction. What it wrote is kept as a whole or, if it throws, not at all;
/// other items of the same group are not touched by its failure.
/// </summary>
public sealed class WriteScope : StoreScope
{
    private readonly Connection _connection;
    private readonly List<Action> _afterCommit = [];

    internal WriteScope(Connection connection)
    {
        _connection = connection;
    }

    internal override Connection Connection => _connection;

    internal int AfterCommitCount => _afterCommit.Count;

    /// <summary>
    /// Runs on the writer's thread once the transaction is on disk, before the caller of the write continues.
    /// For updating what is kept in memory about the store: it must be quick and must not throw or write.
    /// </summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>
    /// Undoes what this work item wrote so far and will write, without making it a failure: its result is still given to the caller.
    /// </summary>
    public void Undo() => IsUndone = true;

    internal bool IsUndone { get; private set; }

    internal void BeginItem() => IsUndone = false;

    internal void ForgetAfterCommit(int from) => _afterCommit.RemoveRange(from, _afterCommit.Count - from);

    internal void RunAfterCommit()
    {
        foreach (var action in _afterCommit)
        {
            action();
        }

        _afterCommit.Clear();
    }
}
