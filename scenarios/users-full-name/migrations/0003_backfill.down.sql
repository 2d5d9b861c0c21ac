-- Nothing to undo: the column goes with the rollback of 0002.
SELECT 1;
