"""The operator's console at `/admin`: one Gradio app of tabs, behind a key with the scope `admin`."""
